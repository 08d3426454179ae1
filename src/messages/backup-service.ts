import { text } from './define.ts';

export const backupService = {
  title: text({ en: () => "The iPhone's backup service answers", ja: () => 'iPhoneのバックアップ機能が応答する' }),
  texts: {},
} as const;
