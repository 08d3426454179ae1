/**
 * How long the phone part of a diagnosis takes beside libimobiledevice's ideviceinfo, both against the simulated iPhone.
 * Usage: node bench/phone.mjs [rounds]. See README.md beside it.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const rounds = Number(process.argv[2] ?? 9);
const CHECKS = 'device-connection,device-trust,iphone-state,ios-version';
const run = promisify(execFile);
// On Node 20 this variable alone makes each start of `node` several times slower: https://github.com/nodejs/node/issues/40524
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

const SIMULATOR = `
  import { sharedTrustKeys } from './src/simulator/certificates.ts';
  import { startSimulator } from './src/simulator/index.ts';
  // Made before the first question: a phone has its keys.
  const demo = await startSimulator('healthy', { keys: await sharedTrustKeys() });
  process.stdout.write(demo.address + '\\n');
  process.stdin.resume();
  process.stdin.once('end', () => void demo.close());
`;

const CLIENT = `
  import { muxAddress } from './src/phone/address.ts';
  import { DEFAULT_LIMITS } from './src/phone/limits.ts';
  import { openPhone } from './src/phone/phone.ts';
  import { listDevices } from './src/phone/usbmux.ts';
  import { VALUE_GROUPS, VALUES } from './src/phone/values.ts';

  export async function open(variable: string) {
    const found = muxAddress(process.platform, variable);
    if (!found.ok) throw new Error(found.problem);
    const { address } = found;
    const { entries } = await listDevices(address, { limits: DEFAULT_LIMITS, signal: new AbortController().signal });
    const phone = openPhone(entries[0], { address });
    const knownNames = async () => {
      const { values, failure } = await phone.readValues(VALUE_GROUPS);
      if (failure !== null) throw new Error(failure.kind);
      return Object.keys(VALUES).filter((name) => values[name].known);
    };
    return {
      /** Where the values lie that this phone has. */
      known: async () => (await knownNames()).map((name) => VALUES[name].places[0]),
      readAll: async () => (await knownNames()).length,
    };
  }
`;

const folder = await mkdtemp(path.join(tmpdir(), 'ibd-bench-'));
try {
  const simulator = await startSimulator();
  try {
    await measure({ ...env, USBMUXD_SOCKET_ADDRESS: simulator.address });
  } finally {
    await simulator.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(childEnv) {
  const client = await import(pathToFileURL(await bundle('client', CLIENT)).href);
  const phone = await client.open(childEnv.USBMUXD_SOCKET_ADDRESS);
  const values = await phone.known();
  const info = (...args) => run('ideviceinfo', args, { env: childEnv, maxBuffer: 16 * 1024 * 1024 });

  /** `once` returns how many values it has read, and throws where it has not read them. */
  const rows = [
    {
      name: `doctor --only ${CHECKS}`,
      kind: 'process',
      once: async () => {
        const args = ['bin/iphone-backup-doctor.js', '--json', '--no-input', '--only', CHECKS];
        const { stdout } = await run(process.execPath, args, { cwd: root, env: childEnv });
        const checks = new Map(JSON.parse(stdout).checks.map((check) => [check.id, check.status]));
        for (const id of ['device-connection', 'device-trust', 'iphone-state']) {
          if (checks.get(id) !== 'pass') throw new Error(`${id}: ${checks.get(id)}`);
        }
        return values.length;
      },
    },
    {
      name: 'node -e 0 (what starting costs)',
      kind: 'start',
      once: async () => {
        await run(process.execPath, ['-e', '0'], { env: childEnv });
        return 0;
      },
    },
    { name: 'client in this process: readValues, every group', kind: 'inside', once: async () => phone.readAll() },
  ];
  const skipped = missing('ideviceinfo');
  if (skipped === null) {
    const domains = [...new Set(values.map(({ domain }) => domain))].filter((domain) => domain !== null);
    rows.push(
      { name: 'ideviceinfo (whole dump)', kind: 'process', once: async () => linesOf(await info()) },
      {
        name: `ideviceinfo -k KEY, once for each of ${values.length} values`,
        kind: 'process',
        once: async () => {
          for (const { domain, key } of values) {
            const { stdout } = await info(...(domain === null ? [] : ['-q', domain]), '-k', key);
            if (stdout.trim() === '') throw new Error(`ideviceinfo reads no ${key}`);
          }
          return values.length;
        },
      },
      {
        name: `ideviceinfo -q DOMAIN, once for each of ${domains.length} domains`,
        kind: 'process',
        once: async () => {
          let read = 0;
          for (const domain of domains) read += linesOf(await info('-q', domain));
          return read;
        },
      },
    );
  }
  await interleave(rows);
  print(rows, skipped);
}

/** Round-robin, so that whatever else the computer does meets every row alike. The first round warms up and does not count. */
async function interleave(rows) {
  for (const row of rows) row.ms = [];
  for (let round = 0; round <= rounds; round++) {
    for (const row of rows) {
      const begin = performance.now();
      row.values = await row.once();
      if (round > 0) row.ms.push(performance.now() - begin);
    }
  }
}

function print(rows, skipped) {
  const doctor = median(rows[0].ms) / rows[0].values;
  const table = [['', 'median ms', 'min-max ms', 'values', 'ms/value', 'doctor = 1']];
  for (const { name, kind, ms, values } of rows) {
    const each = median(ms) / values;
    const range = `${Math.min(...ms).toFixed(0)}-${Math.max(...ms).toFixed(0)}`;
    table.push([
      name,
      median(ms).toFixed(0),
      range,
      values === 0 ? '' : String(values),
      values === 0 ? '' : each.toFixed(2),
      kind === 'process' ? (each / doctor).toFixed(2) : '',
    ]);
  }
  const widths = table[0].map((_cell, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
  );
  process.stdout.write(`Node ${process.version}, ${process.platform}, ${rounds} rounds after one to warm up\n`);
  process.stdout.write(`${lines.join('\n')}\n`);
  if (skipped !== null) process.stdout.write(`Without ideviceinfo: ${skipped}\n`);
  const inside = rows.find(({ kind }) => kind === 'inside');
  const domains = rows.find(({ name }) => name.startsWith('ideviceinfo -q'));
  if (inside && domains) {
    const [own, theirs] = [inside, domains].map(({ ms, values }) => median(ms) / values);
    process.stdout.write(
      `A value, client in this process : ideviceinfo -q = ${own.toFixed(2)} : ${theirs.toFixed(2)} ms` +
        ` = ${(own / theirs).toFixed(2)}\n`,
    );
  }
}

/** Values in what ideviceinfo prints: lines that are not indented. */
function linesOf({ stdout }) {
  const lines = stdout.split('\n').filter((line) => /^[A-Za-z][^:]*:/.test(line));
  if (lines.length === 0) throw new Error('ideviceinfo prints no values');
  return lines.length;
}

/** Why a program can't be started; null where it can. */
function missing(program) {
  const { error } = spawnSync(program, ['--version'], { env });
  return error === undefined ? null : `${program} does not start (${error.code}); it comes with libimobiledevice`;
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The simulated iPhone in a process of its own: what it costs to play it is no part of the client's time. */
async function startSimulator() {
  const child = spawn(process.execPath, [await bundle('simulator', SIMULATOR)], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const address of createInterface({ input: child.stdout })) {
    return {
      address,
      stop: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('the simulator ended before it began');
}

/** Node 20 does not run TypeScript by itself. Out: the path of a module of the source given. */
async function bundle(name, contents) {
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.17',
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}
