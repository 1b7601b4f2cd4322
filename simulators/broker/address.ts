/** Where a broker is, and as whom a unit speaks to it. */
export interface BrokerAddress {
  /** `mqtt://host:port` or `mqtts://host:port`, without a user name */
  url: string;
  user?: string;
  password?: string;
  /** certificate of the authority that the broker's is signed by, PEM */
  ca?: string;
}

export interface BrokerPlace {
  host: string;
  port: number;
  isSecure: boolean;
}

/** Throws `TypeError` for what is no broker's URL. */
export function brokerPlace(url: string): BrokerPlace {
  const { protocol, hostname, port, username, password, pathname, search } = new URL(url);
  const isSecure = protocol === 'mqtts:';
  if (!isSecure && protocol !== 'mqtt:') throw new TypeError(`'${url}' is not mqtt://… or mqtts://…`);
  if (username !== '' || password !== '') throw new TypeError('a broker URL here has no user name or password in it');
  if (hostname === '' || !['', '/'].includes(pathname) || search !== '') {
    throw new TypeError(`'${url}' is more or less than a host and a port`);
  }
  const usual = isSecure ? 8883 : 1883;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port), isSecure };
}
