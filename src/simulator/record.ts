/** What was asked of the simulated phone. The strongest statements of tests are about what was never asked. */

export interface RecordedRequest {
  /** `mux`: usbmuxd; `tls`: a handshake that ended; `lockdown`: lockdownd; `service`: anything behind StartService. */
  readonly layer: 'mux' | 'tls' | 'lockdown' | 'service';
  /** The service's name, such as `com.apple.afc`; null elsewhere. */
  readonly service: string | null;
  /** MessageType, Request, MessageName, Command or operation. */
  readonly name: string;
  /** The phone it went to; null for requests to usbmuxd itself. */
  readonly udid: string | null;
  /** The few fields that tell requests apart. Never a key, a certificate or a password. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

export type Recorder = (request: RecordedRequest) => void;
