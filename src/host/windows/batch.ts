/**
 * Everything that only PowerShell can tell, asked in one process: starting it costs a second or more, so it is started once
 * and only when a fact needs it. Each part answers for itself, one JSON line each, slow ones last: what a time limit or a
 * locked-down PowerShell cuts off costs those parts only.
 */
import * as v from 'valibot';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import { decode, lines } from '../decode.ts';
import type { ExecResult } from '../exec.ts';
import type { HostContext } from '../types.ts';
import { system32 } from './registry.ts';

const text = v.nullish(v.pipe(v.string(), v.maxLength(1000)));
const count = v.pipe(v.number(), v.integer());
const names = v.nullish(v.union([v.array(v.string()), v.string()]));
type Text = string | null | undefined;
type Names = readonly string[] | Text;

/** What each part returns, as PowerShell writes it. */
export interface Parts {
  readonly nodes: {
    readonly id: string;
    readonly name?: Text;
    readonly class?: Text;
    readonly code: number;
    readonly service?: Text;
    readonly lower?: Names;
    readonly upper?: Names;
  };
  readonly processes: string;
  readonly port: { readonly address: string; readonly pid: number; readonly process?: Text };
  readonly service: { readonly state: string; readonly mode?: Text };
  readonly volumes: { readonly drive: string; readonly type?: Text };
  readonly packages: { readonly name: string; readonly version: string };
  readonly protection: number;
}
export type PartName = keyof Parts;

const PARTS: { readonly [P in PartName]: v.GenericSchema<unknown, Parts[P]> } = {
  nodes: v.object({ id: v.string(), name: text, class: text, code: count, service: text, lower: names, upper: names }),
  processes: v.string(),
  port: v.object({ address: v.string(), pid: count, process: text }),
  service: v.object({ state: v.string(), mode: text }),
  volumes: v.object({ drive: v.string(), type: text }),
  packages: v.object({ name: v.string(), version: v.string() }),
  protection: count,
};

const LIMIT_MS = 8000;

// WQL: a backslash is written twice, and `_` and `%` are wildcards. Exception kinds are told by their ids, which are not
// translated. `Get-NetTCPConnection` reports "nobody listens" as an error of the kind ObjectNotFound.
const SCRIPT = String.raw`
$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue'
try{[Console]::OutputEncoding=New-Object Text.UTF8Encoding $false}catch{}
function Part($name,[scriptblock]$ask){
  $o=@{part=$name;ok=$false;value=@();error=''}
  try{$o.value=@(& $ask);$o.ok=$true}catch{
    $id=[string]$_.FullyQualifiedErrorId;$kind=[string]$_.CategoryInfo.Category
    if($kind -eq 'ObjectNotFound' -and $id -notlike 'CommandNotFound*'){$o.ok=$true}else{$o.error=$kind+' '+$id}
  }
  ConvertTo-Json -InputObject $o -Compress -Depth 6
}
Part 'nodes' {Get-CimInstance Win32_PnPEntity -Filter "PNPDeviceID LIKE 'USB\\VID_05AC%'" | ForEach-Object {
  $k=$null;try{$k=Get-ItemProperty -LiteralPath ('HKLM:\SYSTEM\CurrentControlSet\Enum\'+$_.PNPDeviceID)}catch{}
  @{id=$_.PNPDeviceID;name=$_.Name;class=$_.PNPClass;code=[int]$_.ConfigManagerErrorCode;service=$_.Service;lower=$k.LowerFilters;upper=$k.UpperFilters}}}
Part 'processes' {Get-Process | Where-Object {$_.ProcessName -like 'AppleMobileDevice*'} | ForEach-Object {[string]$_.ProcessName}}
Part 'port' {Get-NetTCPConnection -LocalPort 27015 -State Listen -ErrorAction Stop | ForEach-Object {
  $n=$null;try{$n=(Get-Process -Id $_.OwningProcess).ProcessName}catch{}
  @{address=[string]$_.LocalAddress;pid=[int]$_.OwningProcess;process=$n}}}
Part 'service' {Get-CimInstance Win32_Service -Filter "Name='Apple Mobile Device Service'" | ForEach-Object {@{state=[string]$_.State;mode=[string]$_.StartMode}}}
Part 'volumes' {Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2 or DriveType=3' | ForEach-Object {@{drive=[string]$_.DeviceID;type=$_.FileSystem}}}
Part 'packages' {Get-AppxPackage -Name 'AppleInc.*' -ErrorAction Stop | ForEach-Object {@{name=[string]$_.Name;version=[string]$_.Version}}}
Part 'protection' {[int](Get-MpPreference -ErrorAction Stop).EnableControlledFolderAccess}
`;

export interface Batch {
  /** What one part found; an empty list means that it looked and found nothing. */
  part<P extends PartName>(name: P): Promise<Fact<readonly Parts[P][]>>;
}

/** Starts PowerShell at the first question, once. */
export function createBatch(context: HostContext): Batch {
  let running: Promise<ReadonlyMap<string, Fact<readonly unknown[]>>> | null = null;
  const ask = async (): Promise<ReadonlyMap<string, Fact<readonly unknown[]>>> => {
    const result = await context.exec(
      system32(context, 'WindowsPowerShell\\v1.0\\powershell.exe'),
      ['-NoProfile', '-NonInteractive', '-EncodedCommand', Buffer.from(SCRIPT, 'utf16le').toString('base64')],
      { limitMs: LIMIT_MS },
    );
    return parseBatch(result);
  };
  return {
    async part(name) {
      running ??= ask();
      const found = (await running).get(name);
      if (!found) return unknown('missing-tool', 'PowerShell said nothing');
      if (!found.known) return found;
      return checked(PARTS[name], found.value, name);
    },
  };
}

function checked<T>(schema: v.GenericSchema<unknown, T>, items: readonly unknown[], name: string): Fact<readonly T[]> {
  const result = v.safeParse(v.array(schema), items);
  return result.success ? known(result.output) : unknown('missing-tool', `PowerShell: ${name} of an unknown form`);
}

const LINE = v.object({
  part: v.string(),
  ok: v.boolean(),
  error: v.nullish(v.string()),
  value: v.unknown(),
});

/** Every part that is named in the output, and for the others the reason why they are not. */
export function parseBatch(result: ExecResult): Map<string, Fact<readonly unknown[]>> {
  const parts = new Map<string, Fact<readonly unknown[]>>();
  for (const line of lines(decode(result.stdout))) {
    const parsed = parseLine(line);
    if (!parsed) continue;
    parts.set(parsed.part, parsed.ok ? known(listOf(parsed.value)) : refused(parsed.error ?? ''));
  }
  for (const name of Object.keys(PARTS)) if (!parts.has(name)) parts.set(name, silent(result));
  return parts;
}

function parseLine(line: string): v.InferOutput<typeof LINE> | null {
  if (!line.startsWith('{')) return null;
  try {
    const checked = v.safeParse(LINE, JSON.parse(line));
    return checked.success ? checked.output : null;
  } catch {
    return null;
  }
}

/** PowerShell 5.1 now and then writes a list as `{"value":[…],"Count":n}`, and a list of one as the one. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null && 'value' in value && Array.isArray(value.value)) return value.value;
  return value === null || value === undefined ? [] : [value];
}

function refused(error: string): Fact<never> {
  const why = /PermissionDenied|SecurityError|Unauthorized|AccessDenied/i.test(error) ? 'denied' : 'missing-tool';
  return unknown(why, `PowerShell: ${error.slice(0, 120)}`);
}

/** An empty answer with exit code 0 (a blocked or missing PowerShell) is no answer, not "nothing found". */
function silent(result: ExecResult): Fact<never> {
  if (result.error === 'timeout' || result.error === 'aborted') return unknown('timeout', 'PowerShell');
  if (result.error === 'EACCES') return unknown('denied', 'PowerShell');
  return unknown('missing-tool', `PowerShell ${result.error ?? 'said nothing'}`);
}
