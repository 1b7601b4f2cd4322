/** What a primary host last said of itself; `timestamp`: ms since 1970, of the connection that it speaks of. */
export interface HostState {
  online: boolean;
  timestamp: number;
}

/** The host's state after a STATE message: one that is older than the last known, or cannot be read, changes nothing. */
export function heardState(known: HostState | null, payload: Uint8Array): HostState | null {
  const said = read(payload);
  return said === null || (known !== null && said.timestamp < known.timestamp) ? known : said;
}

function read(payload: Uint8Array): HostState | null {
  try {
    const { online, timestamp } = JSON.parse(Buffer.from(payload).toString('utf8')) as Partial<HostState>;
    return typeof online === 'boolean' && typeof timestamp === 'number' ? { online, timestamp } : null;
  } catch {
    return null;
  }
}
