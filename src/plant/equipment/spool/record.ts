import type { ActivityChange, ConnectorKind, ConnectorMessage, RawReject, RawValue } from '../domain/index.js';

/** What a connector's message holds, without what answers it. */
export type Content = Pick<ConnectorMessage, 'connection' | 'values' | 'rejects' | 'receivedAt' | 'gap'>;

/** What is spooled of a unit: what its connector would have had stored, in that order. */
export type SpoolRecord =
  | { sort: 'message'; content: Content }
  | { sort: 'cursor'; kind: ConnectorKind; cursor: object }
  | { sort: 'changes'; changes: ActivityChange[] };

/** What JSON lacks: int64, and floats that are no numbers. */
type Written = number | string | boolean | null | { int: string } | { float: string };

const written = (value: RawValue['value']): Written => {
  if (typeof value === 'bigint') return { int: value.toString() };
  const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
  return isPlain ? value : { float: Object.is(value, -0) ? '-0' : String(value) };
};

function read(value: Written): RawValue['value'] {
  if (typeof value !== 'object' || value === null) return value;
  return 'int' in value ? BigInt(value.int) : Number(value.float);
}

type Row = [string, Written, Written, string, string | null, RawValue['origin']];

const row = ({ tag, value, status, sourceTime, serverTime, origin }: RawValue): Row => [
  ...([tag, written(value), written(status)] as const),
  ...([sourceTime.toString(), serverTime?.toString() ?? null, origin] as const),
];

const valueOf = ([tag, value, status, sourceTime, serverTime, origin]: Row): RawValue => ({
  ...{ tag, value: read(value), status: read(status) as number },
  ...{ sourceTime: BigInt(sourceTime), serverTime: serverTime === null ? null : BigInt(serverTime), origin },
});

type Text = { values: Row[]; rejects?: (Omit<RawReject, 'bytes'> & { bytes: string })[] } & Omit<
  Content,
  'values' | 'rejects'
>;

/** UTF-8 of a JSON text. */
export function encodeRecord(record: SpoolRecord): Uint8Array {
  if (record.sort !== 'message') return Buffer.from(JSON.stringify(record));
  const { values, rejects, connection, receivedAt, gap } = record.content;
  const text: Text = {
    ...{ connection, receivedAt, values: values.map(row) },
    ...(gap && { gap }),
    ...(rejects && { rejects: rejects.map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString('base64') })) }),
  };
  return Buffer.from(JSON.stringify({ sort: 'message', content: text }));
}

/** Null for what this version does not know. */
export function decodeRecord(bytes: Uint8Array): SpoolRecord | null {
  try {
    const record = JSON.parse(Buffer.from(bytes).toString()) as
      { sort: 'message'; content: Text } | Exclude<SpoolRecord, { sort: 'message' }>;
    if (record.sort === 'cursor' || record.sort === 'changes') return record;
    const { values, rejects, ...rest } = record.content;
    const content: Content = { ...rest, values: values.map(valueOf) };
    if (rejects !== undefined)
      content.rejects = rejects.map((one) => ({ ...one, bytes: Buffer.from(one.bytes, 'base64') }));
    return { sort: 'message', content };
  } catch {
    return null;
  }
}
