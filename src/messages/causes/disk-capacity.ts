import type { CauseTexts } from '../define.ts';
import { formatBytes } from '../format.ts';
import { backUpToCloudMeanwhile, LIST_OLD_BACKUPS, moveBackupFolder, removeOldBackupLast } from './advice.ts';
import { applePage, isMac, isWindows, list, osAtLeast } from './words.ts';

/** 4 GiB − 1: the largest file that FAT32 can hold. */
const FAT32_LIMIT = 4_294_967_295;

export const diskCapacityCauses = {
  'computer-disk-full': {
    en: {
      summary: ({ folder, freeBytes, needBytes, basis }, w) => {
        const need = formatBytes(needBytes, 'en');
        const why = {
          phone: `the data on the ${w.device} may need up to ${need}`,
          backup: `the backup may need about ${need} more, going by the last one`,
          minimum: `less than ${need} hardly holds any backup`,
        }[basis];
        return `The disk of the backup folder has ${formatBytes(freeBytes, 'en')} free, but ${why} (${folder}).`;
      },
      why: (_, w) =>
        `The ${w.device} asks for room before and while it sends, and gives up when there is too little. What counts is the disk, not the memory (RAM).`,
      steps: (_, w) =>
        list(
          isWindows(w) &&
            'See for yourself: Explorer > This PC > right-click the disk > Properties shows used and free space.',
          isMac(w) &&
            (osAtLeast(w, 13)
              ? 'See for yourself: System Settings > General > Storage shows what takes up the space.'
              : 'See for yourself: Apple menu > About This Mac > Storage shows what takes up the space.'),
          `Empty the ${isWindows(w) ? 'Recycle Bin' : 'Trash'}, and move large files such as videos to another disk.`,
          moveBackupFolder.en(w),
          backUpToCloudMeanwhile.en(w),
          removeOldBackupLast.en(w),
        ),
    },
    ja: {
      summary: ({ folder, freeBytes, needBytes, basis }, w) => {
        const need = formatBytes(needBytes, 'ja');
        const why = {
          phone: `${w.device}のデータには最大で${need}が必要になる可能性があります`,
          backup: `前回のバックアップからみて、あと${need}ほど必要になる可能性があります`,
          minimum: `${need}未満では、たいていのバックアップは入りません`,
        }[basis];
        return `保存先のディスクの空きは${formatBytes(freeBytes, 'ja')}ですが、${why}（${folder}）。`;
      },
      why: (_, w) =>
        `${w.device}は保存先の空きを確かめながら送り、足りないと中止します。これはディスクの容量のことで、メモリ（RAM）の量ではありません。`,
      steps: (_, w) =>
        list(
          isWindows(w) &&
            '空きの確認：エクスプローラーの「PC」でディスクを右クリックし「プロパティ」を選ぶと、使用量と空きが表示されます。',
          isMac(w) &&
            (osAtLeast(w, 13)
              ? '空きの確認：「システム設定」>「一般」の中のストレージの項目で、何が容量を使っているかわかります。'
              : '空きの確認：アップルメニュー >「このMacについて」の中のストレージの項目で、何が容量を使っているかわかります。'),
          'ごみ箱を空にし、動画などの大きなファイルを別のディスクに移します。',
          moveBackupFolder.ja(w),
          backUpToCloudMeanwhile.ja(w),
          removeOldBackupLast.ja(w),
        ),
    },
    commands: (_, w) => (isWindows(w) ? [LIST_OLD_BACKUPS] : ['df -h', LIST_OLD_BACKUPS]),
    url: applePage('108809'),
  },

  'backup-volume-limited': {
    en: {
      summary: ({ folder, reason, fileSystem, maxFileBytes }) => {
        if (reason === 'read-only') return `The disk of the backup folder can only be read (${folder}, ${fileSystem}).`;
        if (reason === 'quota')
          return `A limit (quota) for this account may stop the backup on its disk (${folder}, ${fileSystem}).`;
        const limit = formatBytes(maxFileBytes ?? FAT32_LIMIT, 'en');
        return `The disk of the backup folder (${folder}, ${fileSystem}) cannot hold files over ${limit}, which may stop the backup.`;
      },
      why: ({ reason }, w) =>
        reason === 'file-size'
          ? `A single long video on the ${w.device} can be larger than that, and then the whole backup may fail.`
          : 'The backup cannot be written there, however much room the disk seems to have.',
      steps: ({ reason }, w) => {
        if (reason === 'quota')
          return [
            'Free some room among your own files on that disk, and empty the trash.',
            'Ask whoever looks after this computer to raise the limit (quota) of your account.',
            moveBackupFolder.en(w),
          ];
        if (reason === 'read-only')
          return list(
            'If it is a memory card or an external disk: look for a write-lock switch, and unplug and plug it in again.',
            isMac(w) && 'A disk in the NTFS format can only be read by macOS: choose another disk for backups.',
            isMac(w) && 'Let Disk Utility look at the disk: First Aid.',
            isWindows(w) && 'Let Windows look at the disk: right-click it in Explorer > Properties > Tools > Check.',
            moveBackupFolder.en(w),
          );
        return [
          `Use a disk in another format for backups: ${isMac(w) ? 'APFS' : isWindows(w) ? 'NTFS' : 'ext4'}, for example.`,
          moveBackupFolder.en(w),
          'To use this very disk, it has to be formatted anew, which deletes everything on it: copy its files elsewhere and check the copy first.',
        ];
      },
    },
    ja: {
      summary: ({ folder, reason, fileSystem, maxFileBytes }) => {
        if (reason === 'read-only') return `保存先のディスクが読み取り専用になっています（${folder}、${fileSystem}）。`;
        if (reason === 'quota')
          return `このアカウントの使用量の上限（クォータ）が、バックアップを止めている可能性があります（${folder}、${fileSystem}）。`;
        const limit = formatBytes(maxFileBytes ?? FAT32_LIMIT, 'ja');
        return `保存先のディスク（${folder}、${fileSystem}）には${limit}を超えるファイルを置けず、バックアップが止まる可能性があります。`;
      },
      why: ({ reason }, w) =>
        reason === 'file-size'
          ? `${w.device}の長い動画が1本でもこれを超えると、バックアップ全体が失敗することがあります。`
          : 'ディスクに空きがあるように見えても、バックアップを書き込めません。',
      steps: ({ reason }, w) => {
        if (reason === 'quota')
          return [
            'そのディスクにある自分のファイルを減らし、ごみ箱を空にします。',
            'パソコンの管理者に、アカウントの上限を増やしてもらいます。',
            moveBackupFolder.ja(w),
          ];
        if (reason === 'read-only')
          return list(
            'メモリカードや外付けディスクの場合は、書き込み禁止のスイッチを確認し、抜いて差し直します。',
            isMac(w) && 'NTFS形式のディスクにはmacOSから書き込めません。バックアップには別のディスクを使います。',
            isMac(w) && '「ディスクユーティリティ」の「First Aid」でディスクを検査します。',
            isWindows(w) &&
              'エクスプローラーでディスクを右クリックして「プロパティ」を開き、エラーチェックを行います。',
            moveBackupFolder.ja(w),
          );
        return [
          `バックアップには別の形式（${isMac(w) ? 'APFS' : isWindows(w) ? 'NTFS' : 'ext4'}など）のディスクを使います。`,
          moveBackupFolder.ja(w),
          'このディスクを使い続けるにはフォーマットが必要で、中身はすべて消えます。先に別の場所へコピーし、コピーを確認してください。',
        ];
      },
    },
    url: applePage('108809'),
  },
} satisfies CauseTexts<'computer-disk-full' | 'backup-volume-limited'>;
