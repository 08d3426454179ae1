/** Words for the causes in the place where backups are kept: rights, links, cloud drives. */
import type { CauseTexts, Lang, Where } from '../define.ts';
import { backUpToCloudMeanwhile, moveBackupFolder } from './advice.ts';
import { closeProgram } from './advice-programs.ts';
import { applePage, aside, isMac, isWindows, list } from './words.ts';

const controlledFolderAccess = {
  en: [
    'Open Windows Security > Virus & threat protection > Manage ransomware protection.',
    'Click “Allow an app through Controlled folder access” and add the Apple programs (AppleMobileBackup.exe, and the one you back up with).',
  ],
  ja: [
    '「Windows セキュリティ」>「ウイルスと脅威の防止」>「ランサムウェア防止の管理」を開きます。',
    '「アプリをコントロールされたフォルダー アクセスで許可する」で、Appleのソフト（AppleMobileBackup.exeと、バックアップに使うソフト）を追加します。',
  ],
} as const;

/** Apple's programs make their folder by themselves; idevicebackup2 wants one that exists. */
function makesFolder(where: Where): boolean {
  return isWindows(where) || isMac(where);
}

/** How the right to write is given back, without taking it from anybody else. */
function giveRights(where: Where, lang: Lang): string {
  if (isWindows(where))
    return lang === 'ja'
      ? 'エクスプローラーでフォルダを右クリックし「プロパティ」>「セキュリティ」で、自分のアカウントにフル コントロールを許可します。'
      : 'In Explorer, right-click the folder > Properties > Security, and give your own account Full control.';
  if (isMac(where))
    return lang === 'ja'
      ? 'Finderでフォルダを選び「情報を見る」の「共有とアクセス権」で、自分を「読み/書き」にします。'
      : 'In the Finder, select the folder > Get Info > Sharing & Permissions, and set yourself to Read & Write.';
  return lang === 'ja'
    ? 'フォルダの所有者と権限を確認し、自分のアカウントで書き込めるようにします（chown、chmod）。'
    : 'Look at owner and mode of the folder, and make it writable for your account (chown, chmod).';
}

export const backupFolderCauses = {
  'backup-folder-not-writable': {
    en: {
      summary: ({ folder, reason, detail }, w) =>
        ({
          rights: `This account may not write to the backup folder ${folder}${aside(detail, 'en')}.`,
          'read-only': `The backup folder ${folder} can only be read${aside(detail, 'en')}.`,
          'not-a-folder': `Where the backup folder should be, there is a file: ${folder}${aside(detail, 'en')}.`,
          'controlled-folder-access': `${isWindows(w) ? "Windows' protection against ransomware" : 'A protection of the system'} may keep programs from writing to ${folder}${aside(detail, 'en')}.`,
        })[reason],
      why: (_, w) =>
        `The ${w.device} sends its files into this folder; the backup ends as soon as one cannot be saved.`,
      steps: ({ reason }, w) => {
        if (reason === 'controlled-folder-access' && isWindows(w))
          return [
            ...controlledFolderAccess.en,
            'Leave the protection itself switched on.',
            backUpToCloudMeanwhile.en(w),
          ];
        if (reason === 'not-a-folder')
          return [
            closeProgram.en(w),
            'Rename that file (do not delete it), so that a folder can take its place.',
            makesFolder(w)
              ? 'Start the backup again: the program makes the folder by itself.'
              : 'Make a folder of that name (mkdir), and start the backup again: idevicebackup2 wants one that exists.',
          ];
        return list(
          'Run the backup as the person whose computer account this is: each account has a backup folder of its own.',
          reason === 'read-only' &&
            'If it lies on an external disk, look for a write lock, and unplug and plug it in again.',
          giveRights(w, 'en'),
          'Close other programs that may hold the folder (backup, sync or security software), and restart the computer.',
          backUpToCloudMeanwhile.en(w),
        );
      },
    },
    ja: {
      summary: ({ folder, reason, detail }, w) =>
        ({
          rights: `このアカウントでは、バックアップフォルダ（${folder}）に書き込めません${aside(detail, 'ja')}。`,
          'read-only': `バックアップフォルダ（${folder}）が読み取り専用になっています${aside(detail, 'ja')}。`,
          'not-a-folder': `バックアップフォルダがあるはずの場所に、ファイルがあります：${folder}${aside(detail, 'ja')}。`,
          'controlled-folder-access': `${isWindows(w) ? 'Windowsのランサムウェア対策' : 'システムの保護機能'}が、バックアップフォルダ（${folder}）への書き込みを止めている可能性があります${aside(detail, 'ja')}。`,
        })[reason],
      why: (_, w) =>
        `${w.device}のデータはこのフォルダに保存されます。1つでも書き込めないと、バックアップはそこで終わります。`,
      steps: ({ reason }, w) => {
        if (reason === 'controlled-folder-access' && isWindows(w))
          return [...controlledFolderAccess.ja, '保護機能そのものはオンのままにします。', backUpToCloudMeanwhile.ja(w)];
        if (reason === 'not-a-folder')
          return [
            closeProgram.ja(w),
            'そのファイルは削除せず、名前を変えて、フォルダを作れる状態にします。',
            makesFolder(w)
              ? 'バックアップをやり直します。フォルダは自動で作成されます。'
              : '同じ名前のフォルダを作り（mkdir）、やり直します。idevicebackup2には、すでにあるフォルダが必要です。',
          ];
        return list(
          'パソコンのアカウントの持ち主本人がバックアップを行います。保存先はアカウントごとに別です。',
          reason === 'read-only' && '外付けディスクの場合は、書き込み禁止のスイッチを確認し、抜いて差し直します。',
          giveRights(w, 'ja'),
          'フォルダを使っていそうなソフト（バックアップ、クラウド、セキュリティなど）を終了し、パソコンを再起動します。',
          backUpToCloudMeanwhile.ja(w),
        );
      },
    },
    url: applePage('108809'),
  },

  'backup-folder-link-broken': {
    en: {
      summary: ({ folder, target }) =>
        `The backup folder ${folder} is a link that cannot be followed${target === '' ? '' : ` to ${target}`}.`,
      why: () => 'The backup has nowhere to go: it fails at once, although the disk may have room.',
      steps: (_, w) => [
        'If the target is on an external or network disk, connect that disk, with the same name or letter as before.',
        'If the folder was moved, or the link leads back to itself, set the link anew so that it points to the right place.',
        `Is the disk gone for good? ${closeProgram.en(w)} Then rename the link: that deletes no backup. ${makesFolder(w) ? 'The next one makes a new folder.' : 'Make a new folder (mkdir).'}`,
      ],
    },
    ja: {
      summary: ({ folder, target }) =>
        `バックアップフォルダ（${folder}）はリンクですが、リンク先${aside(target, 'ja')}をたどれません。`,
      why: () => '保存する場所がないため、ディスクに空きがあってもバックアップはすぐに失敗します。',
      steps: (_, w) => [
        'リンク先が外付けやネットワークのディスクにある場合は、以前と同じ名前（ドライブ文字）で接続します。',
        'フォルダを移動した場合や、リンクが自分自身に戻っている場合は、正しい場所を指すようにリンクを作り直します。',
        `そのディスクをもう使わない場合：${closeProgram.ja(w)}次にリンクの名前を変えます（バックアップは消えません）。${makesFolder(w) ? '次回、フォルダが作られます。' : 'フォルダを作ります（mkdir）。'}`,
      ],
    },
    commands: (_, w) =>
      isMac(w)
        ? ['ls -ld ~/Library/"Application Support"/MobileSync ~/Library/"Application Support"/MobileSync/Backup']
        : [],
    url: applePage('108809'),
  },

  'backup-folder-on-cloud-drive': {
    en: {
      summary: ({ folder, service }) =>
        `The backup folder ${folder} lies inside ${service}, which may lock its files or move them off this computer.`,
      why: ({ service }) =>
        `While ${service} uploads thousands of backup files, some are not there when the backup needs them.`,
      steps: ({ service }, w) => [
        `Pause ${service} for the time of the backup, and try again.`,
        `In ${service}, set the folder to be always kept on this computer.`,
        'Better for good: keep the backup folder outside the cloud drive.',
        moveBackupFolder.en(w),
      ],
    },
    ja: {
      summary: ({ folder, service }) =>
        `バックアップフォルダ（${folder}）が${service}の中にあり、ファイルがロックされたり、パソコン上からなくなったりする可能性があります。`,
      why: ({ service }) =>
        `${service}が大量のファイルを送っている間、バックアップに必要なファイルが使えないことがあります。`,
      steps: ({ service }, w) => [
        `バックアップの間だけ${service}を一時停止して、やり直します。`,
        `${service}の設定で、このフォルダを常にパソコンに残すようにします。`,
        '今後のためには、バックアップフォルダをクラウドの外に置くほうが安全です。',
        moveBackupFolder.ja(w),
      ],
    },
    url: applePage('108809'),
  },
} satisfies CauseTexts<'backup-folder-not-writable' | 'backup-folder-link-broken' | 'backup-folder-on-cloud-drive'>;
