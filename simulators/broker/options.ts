import { X509Certificate } from 'node:crypto';
import type { CommandLine } from '../unit/command-line.js';
import { type BrokerAddress, brokerPlace } from './address.js';

export const BROKER_FLAGS = {
  broker: { type: 'string' },
  ca: { type: 'string' },
} as const;

/** The broker of a command line, without user name and password. */
export function brokerOptions(line: CommandLine<'broker' | 'ca'>): BrokerAddress {
  const url = line.required('broker');
  const wrongUrl = url === '' ? undefined : wrongOf(url);
  if (wrongUrl !== undefined) line.wrong.push(`--broker: ${wrongUrl}`);
  const file = line.text('ca');
  if (file !== undefined && wrongUrl === undefined && url !== '' && !brokerPlace(url).isSecure)
    line.wrong.push('--ca is for mqtts://…');
  const pem = (content: Buffer): string => new X509Certificate(content).toString();
  const ca = file === undefined ? undefined : line.read('ca', file, pem);
  return ca === undefined ? { url } : { url, ca };
}

function wrongOf(url: string): string | undefined {
  try {
    brokerPlace(url);
    return undefined;
  } catch (error) {
    return error instanceof TypeError && error.message !== 'Invalid URL' ? error.message : `'${url}' is not a URL`;
  }
}
