import { text } from './define.ts';
import { formatBytes, formatList } from './format.ts';

export const iphoneState = {
  title: text({
    en: () => 'The iPhone is ready to be backed up',
    ja: () => 'iPhoneがバックアップできる状態にある',
  }),
  texts: {
    ready: text<{ freeBytes: number | null }>({
      en: ({ freeBytes }) =>
        freeBytes === null
          ? 'Set up, and its clock is right.'
          : `Set up, ${formatBytes(freeBytes, 'en')} free on it, and its clock is right.`,
      ja: ({ freeBytes }) =>
        freeBytes === null
          ? '設定は済んでおり、時計も合っています。'
          : `設定は済んでおり、本体の空きは${formatBytes(freeBytes, 'ja')}、時計も合っています。`,
    }),
    'nothing-found': text<{ freeBytes: number | null }>({
      en: ({ freeBytes }) =>
        `Nothing stands in the way in what it told${freeBytes === null ? '' : ` (${formatBytes(freeBytes, 'en')} free on it)`}.`,
      ja: ({ freeBytes }) =>
        `確認できた範囲では問題ありません${freeBytes === null ? '' : `（本体の空き${formatBytes(freeBytes, 'ja')}）`}。`,
    }),
    'not-told': text<{ what: readonly ('setup' | 'encryption' | 'storage' | 'clock')[] }>({
      en: ({ what }) =>
        `Not told by the iPhone: ${formatList(
          what.map((name) => WHAT.en[name]),
          'en',
        )}.`,
      ja: ({ what }) =>
        `iPhoneから返事のなかった項目：${formatList(
          what.map((name) => WHAT.ja[name]),
          'ja',
        )}。`,
    }),
    encrypted: text<{ on: boolean }>({
      en: ({ on }) =>
        on
          ? 'Backups to a computer are encrypted: keep the backup password safe, nobody can recover it.'
          : 'Backups to a computer are not encrypted: passwords, Health, Wi-Fi settings and call history will not be in them.',
      ja: ({ on }) =>
        on
          ? 'パソコンへのバックアップは暗号化されます。パスワードは復旧できないため、大切に保管してください。'
          : 'パソコンへのバックアップは暗号化されません。パスワード、ヘルスケア、Wi-Fi設定、通話履歴は含まれません。',
    }),
    'enter-passcode': text({
      en: () =>
        'When the backup starts, look at the iPhone: it asks for its passcode, and gives up after about three minutes.',
      ja: () =>
        'バックアップを始めたら、iPhoneの画面を見てください。パスコードの入力を求められ、約3分で打ち切られます。',
    }),
    'nobody-to-ask': text({
      en: () => 'No iPhone could be asked from here.',
      ja: () => 'ここから問い合わせできるiPhoneがありませんでした。',
    }),
    'no-phone-here': text({
      en: () => 'No iPhone answers on this computer; for an iCloud backup it need not.',
      ja: () => 'このパソコンではiPhoneの応答がありません（iCloudバックアップには必要ありません）。',
    }),
    'trust-first': text({
      en: () => 'The iPhone tells its state only to a computer that it trusts.',
      ja: () => 'iPhoneは、信頼したパソコンにだけ状態を知らせます。',
    }),
    'connect-and-trust': text({
      en: () => 'Connect the iPhone with a cable, unlock it, tap “Trust”, and look again.',
      ja: () => 'iPhoneをケーブルでつないでロックを解除し、「信頼」をタップして、もう一度確認します。',
    }),
  },
} as const;

const WHAT = {
  en: {
    setup: 'whether it is set up',
    encryption: 'whether backups are encrypted',
    storage: 'its free storage',
    clock: 'its clock',
  },
  ja: { setup: '初期設定', encryption: 'バックアップの暗号化', storage: '本体の空き容量', clock: '時計' },
} as const;
