/** What runs: Apple's service, processes and port, and the device nodes of the phone. */
import { applePhones, modeOf } from '../../facts/apple-usb.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { AppleStack, PnpNode, UsbFinding } from '../../facts/types.ts';
import { decode, lines } from '../decode.ts';
import type { HostContext } from '../types.ts';
import type { Batch, Parts } from './batch.ts';
import { readKey, system32, valuesAt } from './registry.ts';

const SERVICE = 'Apple Mobile Device Service';
const MUX_PORT = 27015;
/** Not connected now: what Windows remembers of an earlier phone. */
const PHANTOM = 45;
const STATES = /:\s*\d+\s+(STOPPED|START_PENDING|STOP_PENDING|RUNNING|CONTINUE_PENDING|PAUSE_PENDING|PAUSED)\b/;
const START_TYPES: ReadonlyMap<string, string> = new Map([
  ['0x0', 'boot'],
  ['0x1', 'system'],
  ['0x2', 'automatic'],
  ['0x3', 'manual'],
  ['0x4', 'disabled'],
]);
/** What services.exe answers for a name it does not know (ERROR_SERVICE_DOES_NOT_EXIST). */
const NO_SUCH_SERVICE = 1060;

/**
 * The classic service. `sc.exe` first: quick, and its state words are not translated, unlike everything around them.
 * States are lower case: `running`, `stopped`, `start-pending` …
 */
export async function readService(context: HostContext, batch: Batch): Promise<AppleStack['service']> {
  const [query, key] = await Promise.all([
    context.exec(system32(context, 'sc.exe'), ['query', SERVICE]),
    readKey(context, { key: `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${SERVICE}` }),
  ]);
  if (query.code === NO_SUCH_SERVICE) return known(null);
  const state = STATES.exec(decode(query.stdout))?.[1];
  if (query.ok && state) {
    const start =
      key.known && key.value ? valuesAt(key.value, `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${SERVICE}`) : null;
    return known({ state: word(state), startType: START_TYPES.get(start?.get('start') ?? '') ?? null });
  }
  const asked = await batch.part('service');
  if (!asked.known) return asked;
  const service = asked.value[0];
  return known(service ? { state: word(service.state), startType: startMode(service.mode) } : null);
}

function word(state: string): string {
  return state.toLowerCase().replace(/[_ ]/g, '-');
}

function startMode(mode: string | null | undefined): string | null {
  if (!mode) return null;
  return mode === 'Auto' ? 'automatic' : mode.toLowerCase();
}

export async function readProcessRunning(batch: Batch, readTasks: Tasks): Promise<Fact<boolean>> {
  const asked = await batch.part('processes');
  if (asked.known) return known(asked.value.length > 0);
  const tasks = await readTasks();
  return tasks.known ? known([...tasks.value.values()].some(isApples)) : asked;
}

/** Who listens where iTunes and Apple Devices expect the multiplexer. */
export async function readPortOwner(
  context: HostContext,
  batch: Batch,
  readTasks: Tasks,
): Promise<AppleStack['portOwner']> {
  const asked = await batch.part('port');
  if (asked.known) {
    const listener = asked.value.find((each) => reachesLoopback(each.address));
    return listener ? ownerOf(listener.process ?? null) : known(null);
  }
  const [netstat, tasks] = await Promise.all([
    context.exec(system32(context, 'netstat.exe'), ['-ano', '-p', 'TCP']),
    readTasks(),
  ]);
  const pid = listenerIn(decode(netstat.stdout));
  if (!netstat.ok || pid === undefined) return asked;
  if (pid === null) return known(null);
  return tasks.known ? ownerOf(tasks.value.get(pid) ?? null) : tasks;
}

function ownerOf(process: string | null): AppleStack['portOwner'] {
  if (process === null) return unknown('denied', 'owner of the port not readable');
  return known({ process, apple: isApples(process) });
}

function isApples(process: string): boolean {
  return /^AppleMobileDevice/i.test(process);
}

function reachesLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '0.0.0.0' || address === '::' || address === '::1';
}

/** Process id of the listener; null where nobody listens; undefined where the text is no list of connections. */
export function listenerIn(text: string): number | null | undefined {
  let rows = 0;
  for (const line of lines(text)) {
    // The word for "listening" is translated; a listener is told by its remote address.
    const row = /^\s*TCP\s+(\S+):(\d+)\s+(\S+):(\d+)\s+\S+\s+(\d+)$/.exec(line);
    if (!row) continue;
    rows++;
    if (Number(row[2]) === MUX_PORT && row[4] === '0' && reachesLoopback((row[1] ?? '').replace(/[[\]]/g, ''))) {
      return Number(row[5]);
    }
  }
  return rows > 0 ? null : undefined;
}

/** Running programs by process id. */
export type Tasks = () => Promise<Fact<ReadonlyMap<number, string>>>;

/** Asks `tasklist.exe`, once. Windows always runs some programs: an empty list is no answer. */
export function createTasks(context: HostContext): Tasks {
  let answer: ReturnType<Tasks> | null = null;
  return () => {
    answer ??= askTasklist(context);
    return answer;
  };
}

async function askTasklist(context: HostContext): Promise<Fact<ReadonlyMap<number, string>>> {
  const result = await context.exec(system32(context, 'tasklist.exe'), ['/fo', 'csv', '/nh']);
  const tasks = new Map<number, string>();
  for (const line of lines(decode(result.stdout))) {
    const row = /^"([^"]+)","(\d+)"/.exec(line);
    if (row?.[1]) tasks.set(Number(row[2]), row[1]);
  }
  if (result.error === 'timeout') return unknown('timeout', 'tasklist.exe');
  return tasks.size > 0 ? known(tasks) : unknown('missing-tool', `tasklist.exe ${result.error ?? 'said nothing'}`);
}

/** Nodes of phones, tablets and players that are connected now, interfaces (`&MI_01`) included. */
export async function readNodes(batch: Batch): Promise<Fact<readonly PnpNode[]>> {
  const asked = await batch.part('nodes');
  if (!asked.known) return asked;
  return known(
    asked.value
      .filter((node) => node.code !== PHANTOM && isPhone(node.id))
      .map((node) => ({
        instanceId: node.id,
        name: node.name ?? '',
        deviceClass: node.class ?? null,
        problemCode: node.code,
        service: node.service ?? null,
        filters: [...listOf(node.lower), ...listOf(node.upper)],
      })),
  );
}

/** The phones among the nodes, for when the `usb` package can't list them. */
export async function readUsbNodes(batch: Batch): Promise<Fact<UsbFinding>> {
  const asked = await batch.part('nodes');
  if (!asked.known) return asked;
  const seen = asked.value
    .filter((node) => node.code !== PHANTOM && !/&MI_/i.test(node.id))
    .map((node) => ({
      vendorId: hexAfter(node.id, 'VID_'),
      productId: hexAfter(node.id, 'PID_'),
      // The node's name is the driver's ("Apple Mobile Device USB Composite Device"), not the phone's.
      name: null,
      serial: node.id.slice(node.id.lastIndexOf('\\') + 1),
      linkSpeed: null,
    }));
  return known({ devices: applePhones(seen), method: 'pnp' });
}

function isPhone(instanceId: string): boolean {
  const productId = hexAfter(instanceId, 'PID_');
  return productId !== null && modeOf(productId) !== null;
}

function hexAfter(instanceId: string, label: string): number | null {
  const match = new RegExp(`${label}([0-9a-f]{4})`, 'i').exec(instanceId);
  return match?.[1] ? Number.parseInt(match[1], 16) : null;
}

function listOf(names: Parts['nodes']['lower']): readonly string[] {
  if (names === null || names === undefined) return [];
  return typeof names === 'string' ? [names] : names;
}
