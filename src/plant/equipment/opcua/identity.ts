import type { IdentityFinding, UnitBy } from '../domain/index.js';
import { type Address, type Addresses } from './addresses.js';
import type { Link } from './link.js';

/** Another unit, or none of ours, answers at a unit's address. */
export class IdentityRefused extends Error {
  constructor(readonly finding: IdentityFinding) {
    super(`identity: ${finding.reason}${finding.certificate === undefined ? '' : ` (${finding.certificate.why})`}`);
  }
}

export function refuseIdentity(
  unit: UnitBy<'opcua'>,
  reason: IdentityFinding['reason'],
  found: Partial<IdentityFinding['found']>,
  certificate?: IdentityFinding['certificate'],
): IdentityRefused {
  const { applicationUri, endpoint } = unit.connector;
  const { productInstanceUri, serial } = unit;
  return new IdentityRefused({
    reason,
    endpoint,
    expected: { applicationUri, productInstanceUri, serial },
    found: { applicationUri: null, productInstanceUri: null, serial: null, ...found },
    ...(certificate !== undefined && { certificate }),
  });
}

export const OBJECTS = 'ns=0;i=85';

/** The device with the unit's ProductInstanceUri and serial number, behind the certificate that was checked before. */
export async function findDevice(link: Link, addresses: Addresses, unit: UnitBy<'opcua'>): Promise<Address> {
  const { applicationUri, identity } = unit.connector;
  if (identity !== undefined) return findStated(link, addresses, unit, identity);
  const [set] = await addresses.find(OBJECTS, ['di:DeviceSet']);
  const devices = set === null || set === undefined ? [] : await addresses.objects(set);
  let found: Partial<IdentityFinding['found']> = { applicationUri };
  for (const { address } of devices) {
    const paths = ['di:Identification/di:ProductInstanceUri', 'di:Identification/di:SerialNumber'];
    const nodes = await addresses.find(address, paths);
    if (nodes[0] == null || nodes[1] == null) continue;
    const [uri, serial] = (await link.read([nodes[0], nodes[1]])).map(({ value }) => String(value.value));
    if (uri === unit.productInstanceUri && serial === unit.serial) return address;
    found = { applicationUri, productInstanceUri: uri!, serial: serial! };
    if (uri === unit.productInstanceUri) throw refuseIdentity(unit, 'serial', found);
  }
  throw refuseIdentity(unit, 'product-instance', found);
}

/** The Objects folder of a server that has no DI device, once it has said that it is the unit. */
async function findStated(
  link: Link,
  addresses: Addresses,
  unit: UnitBy<'opcua'>,
  paths: { productInstanceUri: string; serial: string },
): Promise<Address> {
  const { applicationUri } = unit.connector;
  const nodes = await addresses.find(OBJECTS, [paths.productInstanceUri, paths.serial]);
  if (nodes[0] == null || nodes[1] == null) throw refuseIdentity(unit, 'product-instance', { applicationUri });
  const [uri, serial] = (await link.read([nodes[0], nodes[1]])).map(({ value }) => String(value.value));
  if (uri === unit.productInstanceUri && serial === unit.serial) return OBJECTS;
  const reason = uri === unit.productInstanceUri ? 'serial' : 'product-instance';
  throw refuseIdentity(unit, reason, { applicationUri, productInstanceUri: uri!, serial: serial! });
}
