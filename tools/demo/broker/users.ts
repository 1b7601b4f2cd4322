/** What one user of a broker may do, as MQTT topic filters. */
export interface BrokerUser {
  password: string;
  publish: string[];
  subscribe: string[];
}

/** By user name; the broker's program reads it as JSON from a file that its owner alone can read. */
export type BrokerUsers = Record<string, BrokerUser>;

type Rights = Omit<BrokerUser, 'password'>;

/** The one reader of all data and the one who commands, of plain units and of Sparkplug nodes. */
export const serverRights = (): Rights => ({
  publish: ['ballroom/+/+/+/command', 'spBv1.0/+/NCMD/+', 'spBv1.0/+/DCMD/+/+', 'spBv1.0/STATE/+'],
  subscribe: ['ballroom/#', 'spBv1.0/#'],
});

/** A plain unit writes below its own topic alone, and hears nothing but what it is told to do. */
export function unitRights({ site, room, unit }: { site: string; room: string; unit: string }): Rights {
  const base = `ballroom/${site}/${room}/${unit}`;
  return {
    publish: [`${base}/data/#`, `${base}/status`, `${base}/state`, `${base}/answer`],
    subscribe: [`${base}/command`],
  };
}

/** An edge node speaks for itself and for its devices, and hears its own commands and whether the host is there. */
export function edgeNodeRights({ group, edgeNode }: { group: string; edgeNode: string }): Rights {
  const own = (type: string) => `spBv1.0/${group}/${type}/${edgeNode}`;
  return {
    publish: [
      ...['NBIRTH', 'NDATA', 'NDEATH'].map(own),
      ...['DBIRTH', 'DDATA', 'DDEATH'].map((type) => `${own(type)}/+`),
    ],
    subscribe: [`${own('NCMD')}/#`, `${own('DCMD')}/#`, 'spBv1.0/STATE/#'],
  };
}
