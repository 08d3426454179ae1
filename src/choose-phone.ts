/** Several phones are connected: which one is meant? Asked in a terminal; in a script they are named, and --udid must say. */
import type { Prompts } from './ask/terminal.ts';
import type { Lang } from './messages/define.ts';
import { PHONE_WORDS } from './messages/phones.ts';
import type { MuxAddress } from './phone/address.ts';
import { modelName } from './phone/models.ts';
import type { MuxEntry } from './phone/mux-device.ts';
import { openPhone } from './phone/phone.ts';
import { measureFor, truncate } from './report/measure.ts';
import { printable } from './report/printable.ts';

/** ms for a phone to say its name; a silent one is listed without. */
const NAME_LIMIT_MS = 3_000;
/** Cells of one part of a line. */
const MOST_CELLS = 44;
/** More phones than this are counted, not asked for their names. */
const MOST_PHONES = 20;

/** One line for each phone: name, model, how it is connected, UDID. The UDID is whole: it is what `--udid` wants. */
export async function describePhones(
  entries: readonly MuxEntry[],
  options: { readonly address: MuxAddress; readonly signal: AbortSignal; readonly lang: Lang },
): Promise<readonly { readonly udid: string; readonly line: string }[]> {
  const { address, signal, lang } = options;
  return Promise.all(
    entries.slice(0, MOST_PHONES).map(async (entry) => {
      const asked = await openPhone(entry, { address, signal, limits: { operationMs: NAME_LIMIT_MS } }).readUntrusted();
      const values = asked.ok ? asked.value : null;
      const name = values?.deviceName.known ? values.deviceName.value : null;
      const model = values?.productType.known ? modelName(values.productType.value) : null;
      const how = PHONE_WORDS[entry.connection === 'usb' ? 'byCable' : 'byWifi'][lang]();
      const parts = [name, model === name ? null : model, how, entry.udid].filter((part) => part !== null);
      // A name comes from outside: it may hold escape sequences, line ends, or a whole page.
      const shown = parts.map((part) => truncate(printable(part), MOST_CELLS, measureFor(lang)));
      return { udid: entry.udid, line: shown.join(lang === 'ja' ? '、' : ', ') };
    }),
  );
}

/** @returns the UDID that the person chose */
export function askWhichPhone(
  phones: readonly { readonly udid: string; readonly line: string }[],
  prompts: Prompts,
  lang: Lang,
): Promise<string> {
  const choices = phones.map(({ udid, line }) => ({ name: line, value: udid }));
  return prompts.select({ message: PHONE_WORDS.which[lang](), choices });
}
