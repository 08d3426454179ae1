/** The terminal program this runs in: on macOS that is what Full Disk Access is granted to. */

/** Its name as the terminal itself gives it, or null. Inside tmux or over SSH the outer program can't be seen. */
export function terminalOf(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env['SSH_CONNECTION']) return null;
  const named = env['TERM_PROGRAM'];
  if (named && named !== 'tmux' && named !== 'screen') return plain(named);
  if (env['LC_TERMINAL']) return plain(env['LC_TERMINAL']);
  return env['WT_SESSION'] ? 'Windows Terminal' : null;
}

function plain(name: string): string | null {
  const short = name.replace(/[^\w .+-]/g, '').slice(0, 40);
  return short === '' ? null : short;
}
