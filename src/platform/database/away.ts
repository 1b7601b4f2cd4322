/** How the network, the driver, the server itself (class 57P) and TypeORM say that there is no database to talk to. */
const AWAY = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', '57P0'],
  ...[
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'timeout expired',
    'terminat',
    'not queryable',
    'already released',
  ],
];

/** Whether what failed did so for want of a database, so that it may be asked again. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return AWAY.some((sign) => `${code} ${message}`.includes(sign));
}
