/** What each cause needs to be worded: the observed values. Cause ids are a contract (scripts rely on them). */

export interface CauseArgs {
  // device-connection
  'iphone-not-detected': {
    /**
     * Where was looked and nothing was found. `mux`: only there, because USB could not be looked at. `seen-on-usb`: USB sees the
     * phone, so the cable carries data, but the multiplexer does not list it by cable (perhaps over Wi-Fi).
     */
    readonly looked: 'usb' | 'mux' | 'usb-and-mux' | 'seen-on-usb';
    /** Name of the virtual machine or container this runs in, where it can be seen (`WSL`, `VirtualBox` …). */
    readonly virtualMachine: string | null;
  };
  'iphone-in-recovery-mode': { readonly productId: number };
  'iphone-in-dfu-mode': { readonly productId: number };
  'apple-software-missing': {
    /** Windows installed its own photo driver: the phone looks connected although no Apple program is there. */
    readonly photosOnly: boolean;
  };
  'apple-service-stopped': { readonly state: string; readonly startType: string | null };
  'apple-app-not-running': { readonly app: 'Apple Devices' | 'iTunes' };
  'apple-driver-problem': {
    readonly reason: 'problem-code' | 'foreign-filter' | 'mux-interface-missing';
    /** The device node's name as Windows shows it. */
    readonly node: string;
    /** Windows' ConfigManagerErrorCode. */
    readonly problemCode: number | null;
    readonly filter: string | null;
  };
  'mux-port-blocked': {
    readonly address: string;
    readonly symptom: 'refused' | 'foreign' | 'silent';
    /** The program that listens there, where it could be seen. */
    readonly owner: string | null;
  };
  'usbmuxd-not-running': {
    readonly reason: 'not-installed' | 'not-running' | 'no-rights' | 'bad-address';
    readonly socket: string;
  };
  'connected-by-wifi-only': { readonly devices: number };
  'connection-unstable': { readonly attached: number; readonly detached: number; readonly seconds: number };
  'iphone-not-answering': {
    readonly symptom: 'no-answer' | 'refused' | 'garbage' | 'hung-up' | 'listed-then-gone';
    readonly seen: string | null;
  };
  // device-trust
  'trust-not-given': { readonly error: string | null };
  'trust-dialog-waiting': { readonly error: string | null };
  'trust-refused': { readonly error: string | null };
  'trust-record-stale': { readonly error: string | null };
  'iphone-locked': { readonly error: string | null; readonly sinceRestart: boolean };
  'pairing-forbidden': { readonly error: string | null };
  // disk-capacity
  'computer-disk-full': {
    readonly folder: string;
    readonly freeBytes: number;
    readonly needBytes: number;
    /** What the need was computed from. */
    readonly basis: 'phone' | 'backup' | 'minimum';
  };
  'backup-volume-limited': {
    readonly folder: string;
    readonly reason: 'file-size' | 'quota' | 'read-only';
    readonly fileSystem: string;
    readonly maxFileBytes: number | null;
  };
  // computer-health
  'restart-pending': { readonly reasons: readonly string[] };
  'media-features-missing': { readonly edition: string };
  'memory-low': { readonly freeBytes: number; readonly totalBytes: number };
  // itunes-version
  'backup-software-missing': { readonly looked: readonly string[] };
  'backup-software-too-old': {
    readonly program: string;
    readonly installed: string;
    readonly needed: string;
    /** Who says so: the phone, or what is known of this version of libimobiledevice. */
    readonly basis: 'phone' | 'known-limit';
  };
  'backup-software-outdated': {
    readonly program: string;
    readonly installed: string;
    readonly newest: string;
    /** ISO day on which the table's version was the newest. */
    readonly asOf: string;
  };
  // backup-directory
  'backup-folder-not-writable': {
    readonly folder: string;
    readonly reason: 'rights' | 'read-only' | 'not-a-folder' | 'controlled-folder-access';
    readonly detail: string | null;
  };
  'backup-folder-link-broken': { readonly folder: string; readonly target: string };
  'backup-folder-on-cloud-drive': { readonly folder: string; readonly service: string };
  'backup-damaged': {
    readonly folder: string;
    readonly device: string | null;
    /** ISO time of the last finished backup, where it can be told. */
    readonly date: string | null;
    /** What is wrong, as file names. */
    readonly files: readonly string[];
    /** Another complete backup of the same phone exists. */
    readonly otherComplete: boolean;
  };
  'backup-running': { readonly folder: string; readonly device: string | null; readonly secondsAgo: number };
  'backups-disabled': { readonly preference: string };
  // iphone-state
  'iphone-storage-full': { readonly availableBytes: number; readonly totalBytes: number | null };
  'backup-encryption-required': Record<never, never>;
  'iphone-not-set-up': { readonly reason: 'activation' | 'setup' };
  'iphone-clock-wrong': { readonly differenceSeconds: number; readonly phoneTime: string };
  // backup-service
  'backup-service-refused': { readonly error: string };
  'backup-service-unreachable': { readonly error: string };
  'another-sync-running': { readonly seconds: number };
  'passcode-not-entered': Record<never, never>;
  'iphone-files-unreadable': Record<never, never>;
  'iphone-snapshot-stuck': Record<never, never>;
  'backup-password-unknown': Record<never, never>;
  'connection-cut-by-software': { readonly products: readonly string[] };
  // ios-version
  'ios-outdated': {
    readonly installed: string | null;
    readonly newest: string | null;
    /** ISO day on which the newest version was known. */
    readonly asOf: string | null;
  };
  // icloud-backup
  'icloud-backup-off': Record<never, never>;
  'icloud-backup-stale': { readonly lastDate: string | null; readonly days: number | null };
  'icloud-conditions-not-met': { readonly missing: readonly ('wifi' | 'power' | 'locked')[] };
  'icloud-unreachable': Record<never, never>;
  'icloud-account-problem': Record<never, never>;
  'icloud-restricted': Record<never, never>;
  'icloud-restore-running': Record<never, never>;
  'apple-outage': { readonly service: string; readonly since: string | null };
  // icloud-storage
  'icloud-storage-full': { readonly freeBytes: number | null; readonly needBytes: number | null };
}

export type CauseId = keyof CauseArgs;
