/** A simulator in a process of its own. Prints one line of JSON, and ends when its standard input does. */
import { isScenarioId, startSimulator } from '../../src/simulator/index.ts';

const [scenario = 'healthy', transport] = process.argv.slice(2);
if (!isScenarioId(scenario)) throw new Error(`no such scenario: ${scenario}`);
const demo = await startSimulator(scenario, transport === 'tcp' || transport === 'unix' ? { transport } : {});
const { address, backupRoot, udids } = demo;
process.stdout.write(`${JSON.stringify({ address, backupRoot, udids })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void demo.close());
