/** The pages of the outside world, each marked as a demonstration. They look like somebody else's: system letters, no seal. */
import { attacks, type Tried } from './attacker.ts'
import type { OutsideMail } from './mailbox.ts'
import type { PhoneMessage } from './phone.ts'
import { escaped, shownHtml, shownText } from './shown-html.ts'

/** The private person of the demonstration. */
export const ANJA = { name: 'Anja Bakker', address: 'anja.bakker@post.example', phone: '06 12 34 56 21' } as const

export function homePage(): string {
  return page('De buitenwereld', 'start', `<h1>De buitenwereld</h1>
<p>Alles hier is nagespeeld. Zo ziet u wat mensen buiten de organisatie zien.</p>
<ul class="keuzes">
<li><a href="/post">Mailbox van ${ANJA.name}</a><p>${ANJA.address}. Zij heeft geen account bij een organisatie. Haar mailserver biedt geen beveiligde verbinding.</p></li>
<li><a href="/telefoon">Telefoon van ${ANJA.name}</a><p>${ANJA.phone}. Hier komt de sms met de code.</p></li>
<li><a href="/aanvaller">Iemand die kwaad wil</a><p>Probeert mail binnen te smokkelen en doet zich voor als een ander.</p></li>
</ul>
<h2>Zo speelt u het na</h2>
<ol>
<li>Log in als Marieke en schrijf aan ${ANJA.address}. Noem een BSN: 111222333.</li>
<li>Kies ‘Verstuur beveiligd’. Vul als mobiel nummer ${ANJA.phone} in.</li>
<li>Open hier de mailbox van Anja en volg de link. De code staat op haar telefoon.</li>
</ol>`)
}

export function mailboxPage(mails: readonly OutsideMail[], of: string | undefined): string {
  const addresses = [...new Set([ANJA.address, ...mails.map(({ to }) => to)])]
  const chosen = addresses.find((one) => one === of) ?? ANJA.address
  const list = mails.filter(({ to }) => to === chosen)
  const others = addresses.length < 2 ? '' : `<nav aria-label="Mailboxen"><ul class="rij">${addresses.map((one) =>
    `<li><a href="/post?van=${encodeURIComponent(one)}"${one === chosen ? ' aria-current="page"' : ''}>${escaped(one)}</a></li>`).join('')}</ul></nav>`
  const rows = list.map(({ id, from, subject, at }) => `<li><a href="/post/${id}"><b>${escaped(from.name === '' ? from.address : from.name)}</b>
<span>${escaped(subject === '' ? '(geen onderwerp)' : subject)}</span> <time>${moment(at)}</time></a></li>`).join('\n')
  return page(`Mailbox van ${chosen}`, 'post', `<h1>${chosen === ANJA.address ? `Mailbox van ${ANJA.name}` : `Mailbox ${escaped(chosen)}`}</h1>
${others}
${list.length === 0 ? '<p>Nog geen mail. Beveiligde mail vertrekt na een bedenktijd van 12 seconden. Deze pagina ververst vanzelf.</p>' : `<ul class="brieven">${rows}</ul>`}`)
}

export function mailPage({ from, to, subject, at, html, text }: OutsideMail): string {
  return page(subject === '' ? '(geen onderwerp)' : subject, 'post', `<p><a href="/post?van=${encodeURIComponent(to)}">Terug naar de mailbox</a></p>
<article><h1>${escaped(subject === '' ? '(geen onderwerp)' : subject)}</h1>
<p class="van"><b>${escaped(from.name)}</b><br>&lt;${escaped(from.address)}&gt;<br>aan ${escaped(to)} · ${moment(at)}</p>
<div class="brief">${html === null ? shownText(text) : shownHtml(html)}</div></article>`)
}

export function phonePage(messages: readonly PhoneMessage[]): string {
  // The last line of a message is for the telephone itself: on which page it may fill the code in.
  const rows = messages.map(({ to, text, at }) => `<li><p class="klein">${moment(at)} · aan ${escaped(to)}</p>
<p class="ballon">${escaped(text.split('\n\n@')[0] ?? '')}</p></li>`)
  return page(`Telefoon van ${ANJA.name}`, 'telefoon', `<h1>Telefoon van ${ANJA.name}</h1>
<p>${ANJA.phone}</p>
${rows.length === 0 ? '<p>Nog geen sms. Deze pagina ververst vanzelf.</p>' : `<ul class="sms">${rows.join('\n')}</ul>`}`)
}

export function attackerPage(tried: Tried | undefined): string {
  const choices = attacks.map(({ id, title, what, expect }) => `<li><h2>${title}</h2><p>${escaped(what)}</p><p class="klein">Wat hoort te gebeuren: ${escaped(expect)}</p>
<form method="post" action="/aanvaller"><button name="poging" value="${id}">${title}</button></form></li>`).join('\n')
  return page('Iemand die kwaad wil', 'aanvaller', `<h1>Iemand die kwaad wil</h1>
<p>De knoppen proberen het echt, over SMTP, bij Zorggroep De Linde.
Daarna ziet u woord voor woord wat de server zei.</p>
${tried === undefined ? '' : outcomeOf(tried)}
<ul class="keuzes">${choices}</ul>`)
}

function outcomeOf({ attack, said, outcome, at }: Tried): string {
  const words = {
    taken: 'De server nam de mail aan. Kijk in de webmail van Marieke waar die ligt en wat erbij staat.',
    refused: 'De server weigerde de mail. Er is niets aangekomen.',
    'no-answer': 'De server gaf geen antwoord.',
  }[outcome]
  const lines = said.map(({ by, text }) => `<li class="${by}"><b>${by}</b><pre>${escaped(text)}</pre></li>`).join('\n')
  return `<section class="uitkomst" aria-labelledby="uitkomst"><h2 id="uitkomst">${attack.title}: ${outcome === 'refused' ? 'geweigerd' : outcome === 'taken' ? 'aangenomen' : 'geen antwoord'}</h2>
<p>${words} <span class="klein">${moment(at)}</span></p><ol class="gesprek">${lines}</ol></section>`
}

export function notFoundPage(): string {
  return page('Niet gevonden', '', '<h1>Deze pagina is er niet</h1><p><a href="/">Naar de buitenwereld</a></p>')
}

const places = [['/', 'start', 'Start'], ['/post', 'post', 'Mailbox'], ['/telefoon', 'telefoon', 'Telefoon'], ['/aanvaller', 'aanvaller', 'Kwaadwillende']] as const

function page(title: string, at: string, body: string): string {
  const nav = places.map(([href, id, name]) => `<li><a href="${href}"${id === at ? ' aria-current="page"' : ''}>${name}</a></li>`).join('')
  return `<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - nagespeelde buitenwereld</title><link rel="stylesheet" href="/buiten.css"><script src="/buiten.js" defer></script></head>
<body><header><p class="merk"><b>Demonstratie.</b> Dit is een nagespeelde buitenwereld. Niets hiervan is echt.</p>
<nav aria-label="Buitenwereld"><ul class="rij">${nav}</ul></nav></header>
<main>${body}</main></body></html>
`
}

/** Times in the zone where the demonstration is played, whatever the machine thinks. */
function moment(at: number): string {
  return escaped(new Intl.DateTimeFormat('nl-NL', {
    day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam',
  }).format(at))
}
