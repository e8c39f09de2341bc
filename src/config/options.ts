import { GiB, KiB, MiB } from '../base/sizes.ts'
import { valueProblem } from '../nta7516/criteria.ts'
import { isFieldName } from '../nta7516/profile.ts'
import { isMonth, readHost } from '../nta7516/record.ts'
import { dnsListProblem } from './dns-list.ts'
import { choice, flag, hostPortProblem, list, listener, map, networkProblem, text, whole, type Option } from './option.ts'

/** The rules of `src/scan/file-rules.ts`. */
const HOLDS: readonly string[] = ['dangerous-type', 'double-extension', 'macros', 'html-smuggling', 'script-link', 'encrypted-archive', 'unclear-form']

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
  'lmtp.listen': text({
    default: 'off', doc: 'Where a mail server on this machine hands over mail by LMTP (RFC 2033): `unix:/path/to/socket`, `127.0.0.1:port`, or `off`.',
    check: (value) => value === 'off' || /^unix:\/.{1,99}$/.test(value) || /^(127\.0\.0\.1|\[::1\]):\d{1,5}$/.test(value) ? undefined
      : 'must be off, unix:/path, or a port of 127.0.0.1 or [::1]',
  }),
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
  'tls.nextKeyFile': text({ default: '', doc: 'Key in PEM that the next certificate will have, private or public; its TLSA record is published beside the one in use, so that a change breaks nothing.' }),
  'tls.trustedFile': text({ default: '', doc: 'Extra certificate authorities in PEM that verified TLS may rely on, besides the public ones.' }),
  'dns.servers': list({ default: ['system'], doc: 'Resolvers as `address` or `address:port`; `system` takes those of the machine; an empty list turns DNS off.' }),
  'dns.validating': flag({ default: false, doc: 'Whether these resolvers validate DNSSEC and are reached over a path nobody can change. They are tested at the start and every hour; DANE needs it.' }),
  'dns.selfTest.signed': text({
    default: 'nl', doc: 'Name of the test whether the resolvers validate: it is signed, so its answer must be marked as such.',
    check: (value) => /^[a-z0-9.-]{1,253}$/.test(value) ? undefined : 'must be a name in lower case',
  }),
  'dns.selfTest.bogus': text({
    default: 'dnssec-failed.org', doc: 'The other name of that test: its signature is wrong on purpose, so a resolver that validates gives no answer.',
    check: (value) => /^[a-z0-9.-]{1,253}$/.test(value) ? undefined : 'must be a name in lower case',
  }),
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
  'delivery.unverifiedRoutes': list({
    default: [], doc: 'Domains of `delivery.routes` to which `delivery.fixedRouteTls` does not apply: partners without a checked certificate.',
    check: (value) => /^[a-z0-9.-]{1,253}$/.test(value) ? undefined : 'must be a domain in lower case',
  }),
  'delivery.port': whole({ default: 25, min: 1, max: 65_535, doc: 'Port of the mail servers that MX records name; another than 25 only in a laboratory.' }),
  'delivery.policyPort': whole({ default: 443, min: 1, max: 65_535, doc: 'Port of the web servers with MTA-STS policies; another than 443 only in a laboratory.' }),
  'delivery.reachable': list({
    default: [], doc: 'Networks such as `10.0.0.0/8` that names of other domains may lead to, besides the open internet; for a laboratory or a closed network.',
    check: networkProblem,
  }),
  'publish.mtaSts': choice({
    default: 'testing', of: ['testing', 'enforce'],
    doc: 'Mode of the MTA-STS policy that our domains publish: `enforce` when the certificate is one of a public authority and holds this server\'s name.',
  }),
  'publish.authorities': list({
    default: ['letsencrypt.org'], doc: 'Certificate authorities that may issue for our domains (CAA records).',
    check: (value) => /^[a-z0-9.-]{3,253}$/.test(value) ? undefined : 'must be a name such as letsencrypt.org',
  }),
  'publish.securityContact': text({
    default: '', doc: 'Where somebody reports a hole in our security, as in security.txt: `mailto:` or `https://`; empty: postmaster at the hostname\'s domain.',
    check: (value) => /^((mailto:|https:\/\/)[\x21-\x7e]{3,300})?$/.test(value) ? undefined : 'must begin with mailto: or https://',
  }),
  'publish.domainsWithoutMail': list({
    default: [], doc: 'Domains of yours that neither send nor take mail: `dns records` and `dns check` show what keeps others from using them.',
    check: (value) => /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value) ? undefined : 'must be a domain such as oud.example',
  }),
  'bimi.authoritiesFile': text({
    default: '', doc: 'Authorities in PEM whose mark certificates prove a logo (BIMI); empty turns BIMI off. What is found is told in Authentication-Results; logos are not shown yet.',
  }),
  'reports.send': list({
    default: ['dmarc', 'tls'], doc: 'Which reports go to domains that ask for them, once a day: `dmarc` counts mail in their name, `tls` counts connections to their servers. They hold no person and no text.',
    check: (value) => ['dmarc', 'tls'].includes(value) ? undefined : 'must be dmarc or tls',
  }),
  'ledger.mailUse': choice({
    default: 'all', of: ['all', 'secured', 'off'],
    doc: 'Whether the ledger holds who read, deleted and forwarded received mail (NTA 7516 clause 6.4.2): a line for each session, mailbox and five minutes, and one for each secured mail that was read; `secured` keeps only the latter.',
  }),
  'nta7516.profile': choice({
    default: 'off', of: ['off', 'nta7516-1'],
    doc: 'Whether mail may travel under NTA 7516. Stays off until header, limits and record below are filled in from the norm\'s own text; says nothing about certification.',
  }),
  'nta7516.headerName': text({
    default: '', doc: 'Name of the message header of that profile, from the norm\'s technical guideline.',
    check: (value) => value === '' || isFieldName(value) ? undefined : 'must be a header name that nothing else uses',
  }),
  'nta7516.headerValue': text({
    default: '', doc: 'Value of that header.', check: (value) => /^[\x20-\x7e]{0,200}$/.test(value) ? undefined : 'must be plain text of at most 200 characters',
  }),
  'nta7516.tlsMin': choice({ default: '', of: ['', '1.2', '1.3'], doc: 'Least version of TLS under that profile; empty until filled in.' }),
  'nta7516.dmarcMin': choice({ default: '', of: ['', 'quarantine', 'reject'], doc: 'Least DMARC policy of a sender under that profile; empty until filled in.' }),
  'nta7516.networks': list({
    default: [], doc: 'Networks in which servers of others must stand, such as those inside the EEA that the organisation recorded; empty leaves the place unchecked, and the register says so.',
    check: networkProblem,
  }),
  'nta7516.startMonth': text({
    default: '', doc: 'First month of our record, such as 2026-01.', check: (value) => value === '' || isMonth(value) ? undefined : 'must be a month such as 2026-01',
  }),
  'nta7516.endMonth': text({
    default: '', doc: 'Last month of our record, such as 2028-12.', check: (value) => value === '' || isMonth(value) ? undefined : 'must be a month such as 2028-12',
  }),
  'nta7516.provider': text({
    default: '', doc: 'Name of the communication service in our record.',
    check: (value) => /^[\x20-\x3a\x3c-\x7e]{0,200}$/.test(value) ? undefined : 'must be plain text without a semicolon',
  }),
  'nta7516.hosts': list({
    default: [], doc: 'Hosts of ours that take this mail, each as `10 mx.example.nl`; empty: the ordinary MX hosts.',
    check: (value) => readHost(value) === undefined ? 'must be a preference and a host such as 10 mx.example.nl' : undefined,
  }),
  'nta7516.values': map({
    doc: 'Least values that the organisation set for criteria, each with its reason, such as `{"6.1.2": "99.9 %, care goes on at night"}`; below the norm\'s limit is refused.',
    check: (code, value) => valueProblem(code, value),
  }),
  'reputation.lists': map({
    doc: 'DNS lists that are asked about senders, each with what its answers mean: `{"bl.example": "addresses block 127.0.0.2=6:spam 127.0.0.10-127.0.0.11=2:dial-up"}`, '
      + '`addresses` or `domains`, `block` or `allow`, then codes (`&8=2` for a bit of the last number) with points of 1 to 20. None by default: each list has terms of use of its own.',
    check: dnsListProblem,
  }),
  'reputation.exempt': list({
    default: ['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fe80::/10'],
    doc: 'Networks of senders that nothing is judged or remembered of: this machine, the own house, filters in front of it.', check: networkProblem,
  }),
  'reputation.refuseAt': whole({ default: 8, min: 1, max: 50, doc: 'Points from which on nothing is taken from a sender that stands on a list (550 with the list\'s name); postmaster and abuse stay within reach.' }),
  'reputation.greylist': flag({ default: true, doc: 'Whether a doubtful sender that proved nothing must come again (RFC 6647). Whoever proved his domain never must, nor partners under NTA 7516 or with pinned TLS.' }),
  'reputation.greylistAt': whole({ default: 3, min: 1, max: 50, doc: 'Points from which on a sender is doubtful. No reverse name counts 2, a name that is none 1; the reference is docs/receiving.md.' }),
  'reputation.greylistSeconds': whole({ default: 300, min: 1, max: 3600, doc: 'How long a doubtful sender must wait before it comes again, in seconds.' }),
  'reputation.traps': list({
    default: [], doc: 'Addresses that nobody has or ever had. Mail to them is taken and thrown away, and counts against whoever sent it.',
    check: (value) => /^[^@\s<>]{1,64}@[a-z0-9.-]{1,253}$/i.test(value) && !/^(postmaster|abuse)@/i.test(value) ? undefined : 'must be an address, and not postmaster or abuse',
  }),
  'reputation.feedback': list({
    default: [], doc: 'Addresses at which complaints of other providers come in (feedback loops, RFC 5965); nobody else has them.',
    check: (value) => /^[^@\s<>]{1,64}@[a-z0-9.-]{1,253}$/i.test(value) && !/^(postmaster|abuse)@/i.test(value) ? undefined : 'must be an address, and not postmaster or abuse',
  }),
  'abuse.recipientsPerMinute': whole({ default: 200, min: 1, max: 1_000_000, doc: 'People outside that one account may write to in a minute before its sending is stopped as stolen. Colleagues never count.' }),
  'abuse.recipientsPerHour': whole({ default: 1000, min: 1, max: 1_000_000, doc: 'The same in an hour.' }),
  'abuse.recipientsPerDay': whole({ default: 3000, min: 1, max: 1_000_000, doc: 'The same in a day.' }),
  'abuse.newRecipientsPerMinute': whole({ default: 100, min: 1, max: 1_000_000, doc: 'Of these, people that the account never wrote to, in a minute.' }),
  'abuse.newRecipientsPerHour': whole({ default: 400, min: 1, max: 1_000_000, doc: 'The same in an hour.' }),
  'abuse.newRecipientsPerDay': whole({ default: 1000, min: 1, max: 1_000_000, doc: 'The same in a day.' }),
  'abuse.bouncedPerHour': whole({ default: 25, min: 1, max: 100_000, doc: 'Mails of one account that come back in an hour because nobody is there, before its sending is stopped.' }),
  'abuse.spamPerHour': whole({ default: 20, min: 1, max: 100_000, doc: 'Mails of one account to new people in an hour that read like spam, before its sending is stopped.' }),
  'abuse.factorHours': whole({ default: 24, min: 0, max: 720, doc: 'How long a second factor must have been there before its code ends a stop of the own account, in hours: a thief may set one up himself.' }),
  'abuse.noUnsubscribeAt': whole({
    default: 500, min: 10, max: 1_000_000,
    doc: 'People outside that mail of one kind (account and subject) goes to in a day without List-Unsubscribe and List-Unsubscribe-Post, from which on its sender is told. Nothing is refused.',
  }),
  'abuse.bulkSenders': list({
    default: [], doc: 'Accounts (addresses) that may write to many, such as one for newsletters: numbers of recipients do not stop them, mail that comes back or reads like spam does.',
    check: (value) => /^[^@\s<>]{1,64}@[a-z0-9.-]{1,253}$/i.test(value) ? undefined : 'must be an address',
  }),
  'malware.clamav': text({
    default: '', doc: 'ClamAV\'s socket, `unix:/run/clamav/clamd.ctl` or `host:port`; empty scans nothing.',
    check: (value) => value === '' || /^unix:\/.{1,200}$/.test(value) ? undefined : hostPortProblem(value),
  }),
  'malware.found': choice({ of: ['quarantine', 'refuse'], default: 'quarantine', doc: 'What happens to a mail with malware: its files go into quarantine, or the sending server hears 550.' }),
  'malware.unavailable': choice({
    of: ['try-later', 'hold-files'], default: 'try-later',
    doc: 'What happens while ClamAV does not answer: the sending server hears 451, or the mail comes in and its files wait in quarantine until they were scanned.',
  }),
  'malware.holds': list({
    default: [...HOLDS], doc: 'Rules that hold a file back without a scanner: dangerous types, double extensions, macros, pages that make files, links that start programs, locked archives, mail that programs read differently.',
    check: (value) => HOLDS.includes(value) ? undefined : `must be one of: ${HOLDS.join(', ')}`,
  }),
  'malware.timeoutSeconds': whole({ default: 60, min: 1, max: 600, doc: 'How long one scan may take, in seconds.' }),
  'spam.filter': flag({ default: true, doc: 'Whether mail from outside that looks like spam or fraud goes to Junk.' }),
  'spam.rspamd': text({
    default: '', doc: 'Rspamd\'s normal worker, `unix:/run/rspamd/worker.sock` or `host:port`, asked beside our own filter; empty asks nobody.',
    check: (value) => value === '' || /^unix:\/.{1,200}$/.test(value) ? undefined : hostPortProblem(value),
  }),
  'spam.rspamdSeconds': whole({ default: 8, min: 1, max: 60, doc: 'How long Rspamd may take for one mail, in seconds; then our own filter judges alone.' }),
  'malware.keepDays': whole({ default: 30, min: 1, max: 365, doc: 'How long a held mail is kept before it is deleted, in days.' }),
  'delivery.expiryHours': whole({ default: 120, min: 1, max: 720, doc: 'How long delivery is tried before the sender gets the message back, in hours (RFC 5321 §4.5.4.1).' }),
  'delivery.concurrency': whole({ default: 20, min: 1, max: 500, doc: 'Connections to other servers at the same time.' }),
  'delivery.destinationConcurrency': whole({ default: 10, min: 1, max: 100, doc: 'Most connections to the servers of one domain; it begins with two and grows while all goes well.' }),
  'delivery.delayNoticeMinutes': whole({ default: 60, min: 0, max: 10_080, doc: 'How long a mail may wait before its sender is told once, in minutes; 0 tells nobody.' }),
  'dkim.rotateDays': whole({ default: 0, min: 0, max: 3650, doc: 'Age at which the next DKIM keys of a domain are made by themselves, in days; their records have to be published before they sign. 0: only by `./zegel dkim rotate`.' }),
  'delivery.bounceTags': choice({
    default: 'off', of: ['off', 'accept', 'junk', 'refuse'],
    doc: 'Mail leaves under an envelope sender with a mark of ours, so that a report about mail that we never sent can be told apart. Such a report is accepted, goes to Junk, or is refused; `off` leaves senders as they are, which some mailing lists and filters of others need.',
  }),
  'hold.webSeconds': whole({ default: 10, min: 0, max: 3600, doc: 'How long a mail from the webmail waits so that its sender can take it back, in seconds.' }),
  'hold.submissionSeconds': whole({ default: 0, min: 0, max: 3600, doc: 'The same for mail from other mail programs, in seconds.' }),
  'submission.keepSentCopy': flag({
    default: true,
    doc: 'Keep a copy in Sent of mail from other mail programs. A program that keeps its own copy does not make a second one.',
  }),
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
  'throttle.signInTriesFromStrangersPerMinute': whole({ default: 4, min: 1, max: 100_000, doc: 'Wrong passwords for one address in a minute from all networks together where it was never opened from, eight times as many at once. Networks of its owner do not count.' }),
  'throttle.connectionsPerNetwork': whole({ default: 100, min: 1, max: 100_000, doc: 'Connections of one network (IPv4 address, IPv6 /64) to one listener at the same time. Loopback is not limited.' }),
  'throttle.connectionsPerSubnet': whole({ default: 400, min: 1, max: 100_000, doc: 'Connections of neighbours together (IPv4 /24, IPv6 /48) to one kind of listener at the same time.' }),
  'throttle.connectsPerNetworkPerMinute': whole({ default: 6000, min: 1, max: 1_000_000, doc: 'New connections of one network in a minute, and as many at once; its neighbours together may make four times as many. Honest clients may sit behind the address of a flood, so keep it wide.' }),
  'throttle.mailsPerRecipientPerMinute': whole({ default: 120, min: 1, max: 1_000_000, doc: 'Messages of one network for one address in a minute, ten times as many at once; more get 451 and come later. Protects a mailbox against a mail bomb.' }),
  'throttle.mailsPerSenderDomainPerMinute': whole({ default: 3000, min: 1, max: 1_000_000, doc: 'Recipients of messages from one domain by one network in a minute, twice as many at once; more get 451 and come later.' }),
  'throttle.exempt': list({
    default: ['127.0.0.0/8', '::1'], doc: 'Networks without limits of their own and never shut out: proxies, filters and measurements of this machine. Fair shares count for them too.',
    check: networkProblem,
  }),
  'throttle.banMinutes': whole({ default: 30, min: 0, max: 1440, doc: 'How long a network is shut out that keeps doing what honest clients do not, in minutes; each next time twice as long, at most a week. 0: never by itself.' }),
  'throttle.neverBan': list({
    default: [], doc: 'Networks that are never shut out by the service itself, such as the own offices.',
    check: networkProblem,
  }),
  'throttle.nftables': text({
    default: '', doc: 'Table of the firewall whose sets `banned4` and `banned6` are kept up to date, such as `inet zegel`; empty: none. See docs/receiving.md.',
    check: (value) => value === '' || /^(inet|ip|ip6) [a-z][a-z0-9_]{0,30}$/.test(value) ? undefined : 'must be a family and a table such as inet zegel',
  }),
  'smtp.earlyTalkers': choice({
    default: 'refuse', of: ['refuse', 'allow'],
    doc: 'What happens to a client that sends commands behind its EHLO without waiting for the answer (RFC 2920): honest servers wait.',
  }),
  'smtp.proxies': list({
    default: [], doc: 'Balancers in front of the mail ports (SMTP and IMAP): each of their connections begins with a PROXY header, version 1 or 2, and counts as that of the client in it.',
    check: networkProblem,
  }),
  'smtp.xclientFrom': list({
    default: [], doc: 'Filters in front of the MX that may say by XCLIENT whose connection they pass on.',
    check: networkProblem,
  }),
  'http.proxies': list({
    default: [], doc: 'The same as `smtp.proxies` for the web listeners.',
    check: networkProblem,
  }),
  'throttle.unknownRecipients': whole({ default: 10, min: 1, max: 1000, doc: 'Unknown recipients in one SMTP connection before it is closed with 421.' }),
  'session.idleMinutes': whole({ default: 720, min: 5, max: 10_080, doc: 'A web session without use ends after this many minutes.' }),
  'session.maxHours': whole({ default: 168, min: 1, max: 2160, doc: 'A web session ends after this many hours, used or not.' }),
  'account.quotaBytes': whole({ default: 20 * GiB, min: 10 * MiB, max: 1024 * GiB, doc: 'Room for mail of a new account, in bytes.' }),
  'account.closingDays': whole({ default: 14, min: 0, max: 90, doc: 'How long an account that is to close waits before its keys are destroyed, in days. Until then it can be taken back.' }),
  'account.addressRestDays': whole({ default: 365, min: 30, max: 3650, doc: 'How long nobody gets an address of a closed account, in days.' }),
  'account.passwordChangeEnds': choice({
    of: ['sessions', 'sessions-and-app-passwords'], default: 'sessions',
    doc: 'What ends when somebody sets a new password: the other sessions, or app passwords too.',
  }),
  'portal.url': text({
    default: '',
    doc: 'Address of the page for people without an account, without a path, such as `https://post.example.nl`; empty: `https://` and the hostname.',
    check: (value) => /^(https?:\/\/[^\s/?#@]{1,255})?$/.test(value) ? undefined : 'must be https://host, without a path',
  }),
  'portal.expiryDays': whole({ default: 30, min: 1, max: 365, doc: 'How long somebody without an account can read a message, in days.' }),
  'portal.unreadDays': whole({ default: 3, min: 1, max: 60, doc: 'After how many days the sender hears that a message was not read.' }),
  'portal.replyBytes': whole({ default: 50 * MiB, min: MiB, max: 200 * MiB, doc: 'Most bytes of files in one answer of a guest.' }),
  'portal.notice': choice({
    default: 'link-and-code', of: ['link', 'link-and-code', 'code'],
    doc: 'How a notice lets a guest in: by a link, by a code to type at the organisation\'s own address, or by either.',
  }),
  'portal.timeZone': text({
    default: 'Europe/Amsterdam', doc: 'Time zone of the times in notices.',
    check: (value) => {
      try {
        new Intl.DateTimeFormat('en', { timeZone: value })
        return undefined
      } catch {
        return 'must be a time zone such as Europe/Amsterdam'
      }
    },
  }),
  'portal.serviceContact.name': text({ default: '', doc: 'Whom guests ask about the page; empty: the name of the organisation.' }),
  'portal.serviceContact.phone': text({ default: '', doc: 'Telephone number of the same, as guests should read it.' }),
  'portal.serviceContact.email': text({ default: '', doc: 'Mail address of the same.' }),
  'portal.serviceContact.hours': text({ default: '', doc: 'When somebody answers that number, in a short sentence.' }),
  'sms.driver': choice({
    default: 'off', of: ['off', 'local', 'http'],
    doc: 'How text messages leave: not at all, kept here for the demonstration (whoever reads them has the codes), or by the HTTP call of a gateway.',
  }),
  'sms.localFile': text({ default: '', doc: 'File to which the driver `local` also writes its messages; empty: memory only.' }),
  'sms.country': text({
    default: '+31', doc: 'Country of numbers that are written with a leading 0.',
    check: (value) => /^\+[1-9]\d{0,3}$/.test(value) ? undefined : 'must be a country code such as +31',
  }),
  'sms.prefixes': list({
    default: ['+316'], doc: 'Beginnings of numbers that may get a text message: expensive foreign numbers are a known fraud.',
    check: (value) => /^\+[1-9]\d{0,8}$/.test(value) ? undefined : 'must be the beginning of a number such as +316',
  }),
  'sms.perNumberPerHour': whole({ default: 5, min: 1, max: 100, doc: 'Text messages to one number in an hour.' }),
  'sms.perPrefixPerHour': whole({ default: 200, min: 1, max: 100_000, doc: 'Text messages to all numbers of one prefix in an hour.' }),
  'sms.http.url': text({ default: '', doc: 'Address of the gateway. `{to}`, `{text}`, `{sender}` and `{secret}` are filled in behind the host.' }),
  'sms.http.method': choice({ default: 'POST', of: ['GET', 'POST', 'PUT'], doc: 'Method of that call.' }),
  'sms.http.headers': map({ doc: 'Headers of that call; the same words are filled in.' }),
  'sms.http.body': text({ default: '', doc: 'Body of that call; what is filled in is escaped as its Content-Type needs.' }),
  'sms.http.sender': text({ default: '', doc: 'Name or number that the message comes from.' }),
  'sms.http.secretFile': text({ default: '', doc: 'File with the token of the gateway, relative to the home.' }),
  'log.level': choice({ default: 'info', of: ['debug', 'info', 'warn', 'error'], doc: 'How much the log says. No level writes content or clear addresses.' }),
} as const satisfies Record<
  string,
  | Option<never> | Option<string> | Option<number> | Option<boolean>
  | Option<readonly string[]> | Option<Readonly<Record<string, string>>>
>

export type OptionName = keyof typeof options
