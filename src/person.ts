/** Who sits here, as far as the system knows: an account without an entry in the system's list has neither name nor home. */
import os from 'node:os';

export interface Person {
  /** Home folder; the current folder's root where the system knows none. */
  readonly homedir: string;
  /** Login name, empty where there is none. */
  readonly login: string;
}

export function whoIsHere(): Person {
  return { homedir: orElse(os.homedir, '/'), login: orElse(() => os.userInfo().username, '') };
}

/** Node.js throws where HOME is not set and the user id is not in the list of users. */
function orElse(ask: () => string, otherwise: string): string {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
