import { text } from './define.ts';

export const deviceTrust = {
  title: text({
    en: () => 'The iPhone is unlocked and trusts this computer',
    ja: () => 'iPhoneのロックが解除され、このパソコンを信頼している',
  }),
  texts: {},
} as const;
