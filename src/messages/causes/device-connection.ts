/** Words for every cause of `device-connection`, in the order of the links from the device to the programs. */
import { deviceConnectionCableCauses } from './device-connection-cable.ts';
import { deviceConnectionDetectedCauses } from './device-connection-detected.ts';
import { deviceConnectionModeCauses } from './device-connection-mode.ts';
import { deviceConnectionMuxCauses } from './device-connection-mux.ts';
import { deviceConnectionWindowsCauses } from './device-connection-windows.ts';

export const deviceConnectionCauses = {
  ...deviceConnectionDetectedCauses,
  ...deviceConnectionCableCauses,
  ...deviceConnectionModeCauses,
  ...deviceConnectionWindowsCauses,
  ...deviceConnectionMuxCauses,
};
