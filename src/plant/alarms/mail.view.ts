import type { Instant } from '../../kernel/ids.js';
import type { Delivery } from './delivery.store.js';

/** Header text as RFC 2047 asks for where it is not ASCII; never more than one line. */
const header = (text: string): string => `=?UTF-8?B?${Buffer.from(text.slice(0, 200)).toString('base64')}?=`;

/** A message (RFC 5322) about an alarm. It asks for a person at a tablet: a mail acknowledges nothing. */
export function mailOf(
  { id, target, body, token }: Delivery & { token: string },
  publicUrl: string,
  at: Instant,
): string {
  const { unit, title, priority, message, announcedAt, response } = body;
  const host = new URL(publicUrl).hostname;
  const lines = [
    `${unit ?? 'Many units'}: ${title} (${priority})`,
    message,
    `Announced ${announcedAt}; nobody has acknowledged it.`,
    ...(response === null ? [] : [`Response: ${response}`]),
    `I know of it, which acknowledges nothing: ${publicUrl}/alarms/answers/${token}`,
    `All alarms: ${publicUrl}/alarms`,
  ];
  const text = Buffer.from(lines.join('\r\n')).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `From: Ballroom <ballroom@${host}>`,
    `To: <${target}>`,
    `Subject: ${header(`${unit ?? 'Many units'}: ${title}`)}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${host}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    text,
    '',
  ].join('\r\n');
}
