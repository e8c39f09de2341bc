import { GiB, KiB, MiB } from '../base/sizes.ts'
import { choice, flag, hostPortProblem, list, listener, map, text, whole, type Option } from './option.ts'

/** Every setting there is. The reference page and the example file are made from this list (`npm run docs`). */
export const options = {
  'hostname': text({
    default: 'localhost',
    doc: 'Name of this server in greetings, Received fields and certificates.',
    check: (value) => /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value) ? undefined : 'must be a host name in lower case',
  }),
  'smtp.listen': listener({ default: '127.0.0.1:2525', doc: 'Where mail from other servers comes in (port 25 in real use).' }),
  'submission.listen': listener({ default: '127.0.0.1:2587', doc: 'Where mail programs hand in mail, with STARTTLS (port 587 in real use).' }),
  'submissions.listen': listener({ default: '127.0.0.1:2465', doc: 'Where mail programs hand in mail, TLS from the first byte (port 465 in real use).' }),
  'imap.listen': listener({ default: '127.0.0.1:2143', doc: 'IMAP with STARTTLS (port 143 in real use).' }),
  'imaps.listen': listener({ default: '127.0.0.1:2993', doc: 'IMAP with TLS from the first byte (port 993 in real use).' }),
  'http.listen': listener({ default: '127.0.0.1:2080', doc: 'Webmail and JMAP without TLS. Only for loopback, behind a proxy, or for the demonstration.' }),
  'https.listen': listener({ default: '127.0.0.1:2443', doc: 'Webmail and JMAP with TLS (port 443 in real use).' }),
  'gateway.listen': choice({ default: 'off', of: ['off'], doc: 'Where an existing mail system hands over mail. Not built yet, so only `off` is taken.' }),
  'http.behindTls': flag({ default: false, doc: 'A proxy in front of `http.listen` ends TLS: cookies are marked secure and sign-in is allowed from other machines.' }),
  'http.trustedProxies': list({ default: [], doc: 'Addresses of proxies whose X-Forwarded-For is believed; without them everybody behind a proxy counts as one network.' }),
  'metrics.listen': listener({ default: 'off', doc: 'Figures for Prometheus, without addresses or content.' }),
  'storage.url': text({
    default: 'sqlite:zegel.db',
    doc: 'The database: `sqlite:FILE` (relative to the home) or `postgres://user@host/name`.',
    check: (value) => /^(sqlite:|postgres:\/\/|postgresql:\/\/)/.test(value) ? undefined : 'must begin with sqlite: or postgres://',
  }),
  'blobs.url': text({
    default: 'file:blobs',
    doc: 'Where large encrypted bodies are kept: `file:FOLDER` (relative to the home).',
    check: (value) => value.startsWith('file:') ? undefined : 'must begin with file:',
  }),
  'service.keyFile': text({
    default: 'service.key',
    doc: 'File with the service key (relative to the home, or absolute such as a systemd credential). Keep it out of backups of the home.',
  }),
  'tls.certificateFile': text({ default: 'tls/certificate.pem', doc: 'Certificate chain in PEM. Read again when the file changes.' }),
  'tls.keyFile': text({ default: 'tls/key.pem', doc: 'Private key of the certificate in PEM.' }),
  'tls.trustedFile': text({ default: '', doc: 'Extra certificate authorities in PEM that verified TLS may rely on, besides the public ones.' }),
  'dns.servers': list({ default: ['system'], doc: 'Resolvers as `address` or `address:port`; `system` takes those of the machine; an empty list turns DNS off.' }),
  'dns.validating': flag({ default: false, doc: 'Whether these resolvers validate DNSSEC and are reached over a path nobody can change.' }),
  'delivery.routes': map({
    doc: 'Fixed next hops by domain, such as `{"partner.example": "127.0.0.1:2525"}`; no MX is asked for these.',
    check: (domain, hop) => /^[a-z0-9.-]{1,253}$/.test(domain) ? hostPortProblem(hop) : 'must be a domain in lower case',
  }),
  'delivery.tls': choice({
    default: 'opportunistic', of: ['opportunistic', 'verified'],
    doc: 'What ordinary mail needs on its way out: TLS where the other side offers it, or TLS with a certificate that fits its name.',
  }),
  'delivery.fixedRouteTls': choice({
    default: 'opportunistic', of: ['opportunistic', 'verified'],
    doc: 'The same for the fixed next hops of `delivery.routes`; `verified` checks the certificate against the domain or host name.',
  }),
  'delivery.expiryHours': whole({ default: 120, min: 1, max: 720, doc: 'How long delivery is tried before the sender gets the message back, in hours (RFC 5321 §4.5.4.1).' }),
  'delivery.concurrency': whole({ default: 20, min: 1, max: 500, doc: 'Connections to other servers at the same time.' }),
  'hold.webSeconds': whole({ default: 10, min: 0, max: 3600, doc: 'How long a mail from the webmail waits so that its sender can take it back, in seconds.' }),
  'hold.submissionSeconds': whole({ default: 0, min: 0, max: 3600, doc: 'The same for mail from other mail programs, in seconds.' }),
  'smtp.maxMessageBytes': whole({
    default: 50 * MiB, min: 64 * KiB, max: 256 * MiB,
    doc: 'Largest message taken over SMTP, in bytes. Larger mail gets 552 (RFC 1870). At least 64 KiB (RFC 5321 §4.5.3.1.7).',
  }),
  'smtp.maxRecipients': whole({ default: 1000, min: 100, max: 10_000, doc: 'Most recipients of one message; more get 452 (RFC 5321 §4.5.3.1.8).' }),
  'smtp.bufferedBytes': whole({
    default: 512 * MiB, min: 64 * MiB, max: 8 * GiB,
    doc: 'Most bytes of messages being received at the same time, all connections together. Past it new mail gets 452.',
  }),
  'smtp.maxConnections': whole({ default: 2000, min: 10, max: 50_000, doc: 'Most SMTP connections at the same time, all listeners together.' }),
  'imap.maxConnections': whole({ default: 10_000, min: 10, max: 100_000, doc: 'Most IMAP connections at the same time.' }),
  'imap.plaintextLogin': choice({
    default: 'never', of: ['never', 'loopback'],
    doc: 'Whether a password is taken without TLS: never, or from 127.0.0.1 and ::1 (for a proxy or a measurement on the same machine).',
  }),
  'throttle.signInTriesPerMinute': whole({ default: 5, min: 1, max: 1000, doc: 'Wrong passwords for one address from one network at once; after that two more a minute.' }),
  'throttle.signInTriesPerNetworkPerMinute': whole({ default: 30, min: 1, max: 100_000, doc: 'Wrong passwords from one network in a minute, all addresses together.' }),
  'throttle.connectionsPerNetwork': whole({ default: 100, min: 1, max: 100_000, doc: 'Connections of one network (IPv4 address, IPv6 /64) to one listener at the same time. Loopback is not limited.' }),
  'throttle.unknownRecipients': whole({ default: 10, min: 1, max: 1000, doc: 'Unknown recipients in one SMTP connection before it is closed with 421.' }),
  'session.idleMinutes': whole({ default: 720, min: 5, max: 10_080, doc: 'A web session without use ends after this many minutes.' }),
  'session.maxHours': whole({ default: 168, min: 1, max: 2160, doc: 'A web session ends after this many hours, used or not.' }),
  'account.quotaBytes': whole({ default: 20 * GiB, min: 10 * MiB, max: 1024 * GiB, doc: 'Room for mail of a new account, in bytes.' }),
  'log.level': choice({ default: 'info', of: ['debug', 'info', 'warn', 'error'], doc: 'How much the log says. No level writes content or clear addresses.' }),
} as const satisfies Record<string, Option<never> | Option<string> | Option<number> | Option<boolean> | Option<readonly string[]> | Option<Readonly<Record<string, string>>>>

export type OptionName = keyof typeof options
