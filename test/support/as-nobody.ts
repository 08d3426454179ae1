/** Rights can't be tested as root: root may read everything. */
import { getegid, geteuid, setegid, seteuid } from 'node:process';

const NOBODY = 65_534;

/** Runs `work` as the user `nobody` where the tests run as root, else as it is: a folder without rights is then closed to both. */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (geteuid === undefined || seteuid === undefined || getegid === undefined || setegid === undefined) return work();
  if (geteuid() !== 0) return work();
  const group = getegid();
  setegid(NOBODY);
  seteuid(NOBODY);
  try {
    return await work();
  } finally {
    seteuid(0);
    setegid(group);
  }
}
