import { text } from './define.ts';
import { formatIsoDay, formatList } from './format.ts';

export const itunesVersion = {
  title: text({
    en: () => 'The backup software is new enough',
    ja: () => 'バックアップ用ソフトウェアが十分新しい',
  }),
  texts: {
    newest: text<{ program: string; version: string; asOf: string }>({
      en: ({ program, version, asOf }) =>
        `${program} ${version}; nothing newer was known on ${formatIsoDay(asOf, 'en')}.`,
      ja: ({ program, version, asOf }) =>
        `${program} ${version}。${formatIsoDay(asOf, 'ja')}の時点で、これより新しい版は知られていません。`,
    }),
    installed: text<{ program: string; version: string }>({
      en: ({ program, version }) => `${program} ${version}.`,
      ja: ({ program, version }) => `${program} ${version}です。`,
    }),
    'updates-with-macos': text({
      en: () =>
        'Finder is updated together with macOS (System Settings > General > Software Update). Up to macOS 10.14 it was iTunes.',
      ja: () =>
        'FinderはmacOSと一緒に更新されます（「システム設定」>「一般」>「ソフトウェアアップデート」）。macOS 10.14まではiTunesでした。',
    }),
    'macos-newer': text<{ installed: string; newest: string; asOf: string }>({
      en: ({ installed, newest, asOf }) =>
        `macOS ${newest} was available on ${formatIsoDay(asOf, 'en')}; this Mac runs ${installed}.`,
      ja: ({ installed, newest, asOf }) =>
        `${formatIsoDay(asOf, 'ja')}の時点でmacOS ${newest}が出ています（このMacは${installed}）。`,
    }),
    several: text<{ programs: readonly string[] }>({
      en: ({ programs }) =>
        `Several programs make backups here: ${formatList(programs, 'en')}. Each keeps its own list of backups.`,
      ja: ({ programs }) =>
        `バックアップを作るソフトウェアが複数あります：${formatList(programs, 'ja')}。バックアップの一覧は別々です。`,
    }),
    'other-outdated': text<{ program: string; installed: string; newest: string }>({
      en: ({ program, installed, newest }) => `${program} ${installed} is older than ${newest}.`,
      ja: ({ program, installed, newest }) => `${program} ${installed}は、${newest}より古い版です。`,
    }),
    'version-not-readable': text<{ program: string }>({
      en: ({ program }) => `${program} is installed, but its version could not be read.`,
      ja: ({ program }) => `${program}は入っていますが、バージョンを読み取れませんでした。`,
    }),
    'programs-not-readable': text({
      en: () => 'It could not be read which backup software is installed.',
      ja: () => 'どのバックアップ用ソフトウェアが入っているか読み取れませんでした。',
    }),
    'look-in-the-program': text({
      en: () => 'Look for an update of your backup software yourself.',
      ja: () => 'お使いのバックアップ用ソフトウェアに、更新がないか確認します。',
    }),
  },
} as const;
