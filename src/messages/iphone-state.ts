import { text } from './define.ts';

export const iphoneState = {
  title: text({ en: () => 'The iPhone is ready to be backed up', ja: () => 'iPhoneがバックアップできる状態にある' }),
  texts: {},
} as const;
