/** A phone is on USB and still cannot be talked to: which link between the cable and the multiplexer is broken. */
import type { Evidence, Outcome } from '../core/check.ts';
import { fail, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import type { AppleStack, Facts, MuxFinding, PnpNode } from '../facts/types.ts';
import { say } from '../messages/index.ts';

/**
 * Filters and services that mirroring and jailbreak tools put in the place of Apple's driver; the phone then never
 * reaches Apple's software.
 */
const FOREIGN_DRIVERS = /^(libusb0|libusbk|usbdk)/i;
/** WinUSB is Apple's own choice for interface MI_01, but on the whole device it means that the stack was replaced. */
const FOREIGN_ON_COMPOSITE = /^winusb/i;

/** Problem code 45 is a node of a phone that was connected earlier: no fault. */
const PHANTOM = 45;

/** The multiplexer cannot be spoken to although the phone is on USB. */
export async function whyNotListening(facts: Facts, mux: MuxFinding, evidence: Evidence): Promise<Outcome> {
  if (mux.state === 'bad-address') {
    return fail(
      'usbmuxd-not-running',
      { reason: 'bad-address', socket: mux.address },
      { confidence: 'confirmed', evidence },
    );
  }
  if (mux.state === 'foreign' || mux.state === 'silent') {
    const owner = await portOwner(facts);
    return fail(
      'mux-port-blocked',
      { address: mux.address, symptom: mux.state, owner },
      { confidence: 'confirmed', evidence },
    );
  }
  switch (facts.host().platform) {
    case 'windows':
      return windowsNotListening(facts, mux, evidence);
    case 'linux':
      return linuxNotListening(facts, mux, evidence);
    default:
      // macOS starts its own usbmuxd on demand; a refusal there is something in the way, an absent socket is not explained.
      if (mux.state === 'absent') {
        return unknownOutcome(
          'unreachable',
          mux.detail ?? mux.state,
          say('device-connection', 'apple-software-not-visible'),
          {
            evidence,
            steps: [say('device-connection', 'restart-computer')],
          },
        );
      }
      return fail(
        'mux-port-blocked',
        { address: mux.address, symptom: 'refused', owner: null },
        { confidence: 'confirmed', evidence },
      );
  }
}

async function linuxNotListening(facts: Facts, mux: MuxFinding, evidence: Evidence): Promise<Outcome> {
  const usbmuxd = await facts.usbmuxd();
  const more: Evidence = {
    ...evidence,
    usbmuxd: usbmuxd.known ? { ...usbmuxd.value } : { unknown: usbmuxd.why, detail: usbmuxd.detail },
  };
  const reason =
    mux.state === 'no-rights'
      ? 'no-rights'
      : usbmuxd.known && !usbmuxd.value.installed
        ? 'not-installed'
        : 'not-running';
  return fail('usbmuxd-not-running', { reason, socket: mux.address }, { confidence: 'confirmed', evidence: more });
}

async function windowsNotListening(facts: Facts, mux: MuxFinding, evidence: Evidence): Promise<Outcome> {
  const stack = valueOrNull(await facts.appleStack());
  if (stack === null) return stackNotVisible(evidence, 'appleStack');
  const more: Evidence = { ...evidence, appleStack: stackEvidence(stack) };
  const { classicItunes, mobileDeviceSupport, storeItunes, appleDevices, service, processRunning } = stack;

  const classicThere = isThere(classicItunes) || isThere(mobileDeviceSupport);
  const storeThere = isThere(storeItunes) || isThere(appleDevices);

  if (service.known && service.value !== null && service.value.state !== 'running') {
    return fail('apple-service-stopped', service.value, { confidence: 'confirmed', evidence: more });
  }
  if (service.known && service.value !== null) {
    const owner = await portOwner(facts);
    return fail(
      'mux-port-blocked',
      { address: mux.address, symptom: 'refused', owner },
      { confidence: 'confirmed', evidence: more },
    );
  }
  if (storeThere) {
    if (processRunning.known && processRunning.value) {
      const owner = await portOwner(facts);
      return fail(
        'mux-port-blocked',
        { address: mux.address, symptom: 'refused', owner },
        { confidence: 'confirmed', evidence: more },
      );
    }
    // The Store programs have no service: nothing listens until the app was opened. The refused port says it is not running,
    // even where the list of processes could not be read.
    const app = isThere(appleDevices) ? 'Apple Devices' : 'iTunes';
    return fail(
      'apple-app-not-running',
      { app },
      { confidence: processRunning.known ? 'confirmed' : 'likely', evidence: more },
    );
  }
  if (classicThere) {
    if (!service.known) return stackNotVisible(more, service.detail);
    // iTunes without its service: half an install.
    return fail('apple-software-missing', { photosOnly: false }, { confidence: 'confirmed', evidence: more });
  }
  const allLooked = classicItunes.known && mobileDeviceSupport.known && storeItunes.known && appleDevices.known;
  if (!allLooked) return stackNotVisible(more, 'installed programs');
  return fail('apple-software-missing', { photosOnly: true }, { confidence: 'confirmed', evidence: more });
}

/** The multiplexer answers, but does not list by cable the phone that is on USB. */
export async function whyNotListed(facts: Facts, evidence: Evidence): Promise<Outcome> {
  const { platform, virtualMachine } = facts.host();
  if (platform === 'windows') {
    const stack = valueOrNull(await facts.appleStack());
    const nodes = stack === null ? null : valueOrNull(stack.nodes);
    if (nodes !== null) {
      const more: Evidence = { ...evidence, nodes: nodes.map(nodeEvidence) };
      const problem = driverProblem(nodes);
      if (problem !== null) return fail('apple-driver-problem', problem, { confidence: 'confirmed', evidence: more });
    }
  }
  const usbmuxd = platform === 'linux' ? valueOrNull(await facts.usbmuxd()) : null;
  // usbmuxd 1.1.1 looks only at the first four USB configurations; newer phones may offer their data link in a later one
  // (fixed after 1.1.1: https://github.com/libimobiledevice/usbmuxd). Seen in reports only, so it is a hint.
  const notes =
    usbmuxd?.version != null && /^(0\.|1\.0\.|1\.1\.[01]\b)/.test(usbmuxd.version)
      ? [say('device-connection', 'usbmuxd-old', { version: usbmuxd.version })]
      : [];
  return fail(
    'iphone-not-detected',
    { looked: 'seen-on-usb', virtualMachine },
    { confidence: 'likely', evidence, notes },
  );
}

/** The first driver fault among the phone's nodes, or null where they look sound. */
function driverProblem(nodes: readonly PnpNode[]) {
  const present = nodes.filter((node) => node.problemCode !== PHANTOM);
  for (const node of present) {
    if (node.problemCode !== 0) {
      return { reason: 'problem-code', node: node.name, problemCode: node.problemCode, filter: null } as const;
    }
  }
  for (const node of present) {
    const whole = !/&MI_/i.test(node.instanceId);
    const filter = [...node.filters, node.service ?? ''].find(
      (name) => FOREIGN_DRIVERS.test(name) || (whole && FOREIGN_ON_COMPOSITE.test(name)),
    );
    if (filter !== undefined) return { reason: 'foreign-filter', node: node.name, problemCode: null, filter } as const;
  }
  const composite = present.find((node) => !/&MI_/i.test(node.instanceId));
  // Windows supplies the composite and the photo driver by itself; the data link is interface MI_01 with Apple's driver.
  if (composite && !present.some((node) => /&MI_01/i.test(node.instanceId))) {
    return { reason: 'mux-interface-missing', node: composite.name, problemCode: null, filter: null } as const;
  }
  return null;
}

async function portOwner(facts: Facts): Promise<string | null> {
  if (facts.host().platform !== 'windows') return null;
  const stack = valueOrNull(await facts.appleStack());
  if (stack === null) return null;
  return valueOrNull(stack.portOwner)?.process ?? null;
}

function isThere(fact: AppleStack['classicItunes'] | AppleStack['mobileDeviceSupport']): boolean {
  return fact.known && fact.value !== null;
}

function stackNotVisible(evidence: Evidence, detail: string): Outcome {
  return unknownOutcome('missing-tool', detail, say('device-connection', 'apple-software-not-visible'), {
    evidence,
    steps: [say('device-connection', 'restart-computer')],
  });
}

function stackEvidence(stack: AppleStack): Evidence {
  const program = (fact: AppleStack['classicItunes'] | AppleStack['mobileDeviceSupport']) =>
    fact.known ? (fact.value === null ? null : (fact.value.version ?? 'unknown version')) : { unknown: fact.why };
  return {
    itunes: program(stack.classicItunes),
    appleMobileDeviceSupport: program(stack.mobileDeviceSupport),
    storeItunes: program(stack.storeItunes),
    appleDevices: program(stack.appleDevices),
    service: stack.service.known
      ? stack.service.value === null
        ? null
        : { state: stack.service.value.state, startType: stack.service.value.startType }
      : { unknown: stack.service.why },
    processRunning: stack.processRunning.known ? stack.processRunning.value : { unknown: stack.processRunning.why },
    portOwner: stack.portOwner.known ? (stack.portOwner.value?.process ?? null) : { unknown: stack.portOwner.why },
  };
}

function nodeEvidence(node: PnpNode) {
  return { name: node.name, problemCode: node.problemCode, service: node.service, filters: [...node.filters] };
}
