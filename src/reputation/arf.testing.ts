/** A feedback report as other providers send it (the example of RFC 5965 in form, with our own words). */
export function feedbackMail({ to = 'fbl@zorg.example', type = 'abuse', more = '', original = '', third = 'message/rfc822' }: {
  readonly to?: string, readonly type?: string, readonly more?: string, readonly original?: string,
    readonly third?: string,
} = {}): string {
  return `From: Abuse desk <abuse@provider.example>\r\nTo: <${to}>\r\nSubject: FW: Korting\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\n`
    + `Message-ID: <arf-1@provider.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="grens"\r\n\r\n`
    + '--grens\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nA reader called this mail spam.\r\n'
    + `--grens\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: ${type}\r\nUser-Agent: Provider/1.0\r\nVersion: 1\r\n`
    + `Source-IP: 192.0.2.1\r\n${more}\r\n`
    + `--grens\r\nContent-Type: ${third}\r\nContent-Disposition: inline\r\n\r\nFrom: <marieke@zorg.example>\r\nTo: <reader@provider.example>\r\n`
    + `Subject: Korting\r\nMessage-ID: <1@zorg.example>\r\n${original}\r\nTekst.\r\n--grens--\r\n`
}
