/**
 * The small files that the web server gives to other servers and to mail programs: the MTA-STS policy, settings for
 * Thunderbird and Outlook, and where a hole can be reported. All of it is public, and nothing in it depends on whether an
 * address exists.
 */
import { day } from '../base/sizes.ts'

/** How long a security.txt says that it holds: less than a year (RFC 9116 §2.5.5). */
export const SECURITY_TXT_MS = 300 * day

/** Contact and end of a security.txt. RFC 9116 */
export function securityText({ contact, hostname, now }: {
  readonly contact: string, readonly hostname: string, readonly now: number,
}): string {
  const expires = new Date(now + SECURITY_TXT_MS).toISOString().slice(0, 10)
  return [
    `Contact: ${contact}`, `Expires: ${expires}T00:00:00.000Z`, 'Preferred-Languages: nl, en',
    `Canonical: https://${hostname}/.well-known/security.txt`, '',
  ].join('\n')
}

/** Settings for Thunderbird and others (Mozilla's autoconfig format, version 1.1). */
export function autoconfigXml({ domain, hostname }: { readonly domain: string, readonly hostname: string }): string {
  const [name, host] = [escaped(domain), escaped(hostname)]
  const server = (kind: string, type: string, port: number): string => [
    `    <${kind} type="${type}">`, `      <hostname>${host}</hostname>`, `      <port>${port}</port>`, '      <socketType>SSL</socketType>',
    '      <authentication>password-cleartext</authentication>', '      <username>%EMAILADDRESS%</username>', `    </${kind}>`,
  ].join('\n')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<clientConfig version="1.1">', `  <emailProvider id="${name}">`, `    <domain>${name}</domain>`,
    `    <displayName>${name}</displayName>`, `    <displayShortName>${name}</displayShortName>`,
    server('incomingServer', 'imap', 993), server('outgoingServer', 'smtp', 465), '  </emailProvider>', '</clientConfig>', '',
  ].join('\n')
}

/** Settings for Outlook (the POX form of Autodiscover). `address` is given back as it was asked for. */
export function autodiscoverXml({ address, hostname }: {
  readonly address: string, readonly hostname: string,
}): string {
  const [login, host] = [escaped(address), escaped(hostname)]
  const protocol = (type: string, port: number): string => [
    '      <Protocol>', `        <Type>${type}</Type>`, `        <Server>${host}</Server>`, `        <Port>${port}</Port>`, '        <SSL>on</SSL>',
    '        <SPA>off</SPA>', '        <AuthRequired>on</AuthRequired>', `        <LoginName>${login}</LoginName>`, '      </Protocol>',
  ].join('\n')
  return [
    '<?xml version="1.0" encoding="utf-8"?>', '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">',
    '  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">', '    <Account>',
    '      <AccountType>email</AccountType>', '      <Action>settings</Action>', protocol('IMAP', 993), protocol('SMTP', 465),
    '    </Account>', '  </Response>', '</Autodiscover>', '',
  ].join('\n')
}

/** The address in a request of Outlook; undefined when there is none that looks like one. */
export function askedAddress(body: string): string | undefined {
  const start = body.indexOf('<EMailAddress>')
  const end = body.indexOf('</EMailAddress>', start)
  if (start < 0 || end < 0) return undefined
  const address = body.slice(start + '<EMailAddress>'.length, end).trim()
  return address.length <= 254 && /^[^\s<>"&@]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(address) ? address : undefined
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
