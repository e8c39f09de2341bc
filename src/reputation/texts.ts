/** Mails of this room, in Dutch (B1) and English. No content of anybody's mail. */
import type { StopReason } from './outbound.ts'

export type TextLanguage = 'nl' | 'en'

export interface ReputationTexts {
  readonly from: string
  readonly reasons: Readonly<Record<StopReason, string>>
  readonly ownStop: {
    readonly subject: string, readonly opening: string, readonly why: string, readonly kept: string,
    readonly todo: string, readonly withFactor: string, readonly withoutFactor: string,
  }
  readonly officerStop: { readonly subject: string, readonly opening: string, readonly kept: string,
    readonly todo: string }
  readonly noLeaving: { readonly subject: string, readonly opening: string, readonly about: string,
    readonly todo: string }
  readonly complaint: { readonly subject: string, readonly opening: string, readonly who: string,
    readonly by: string, readonly todo: string }
}

export const reputationTexts: Readonly<Record<TextLanguage, ReputationTexts>> = {
  nl: {
    from: 'Veilig verzenden',
    reasons: {
      'too-many': 'Er ging in korte tijd veel e-mail naar mensen buiten de organisatie.',
      'too-many-new': 'Er ging in korte tijd e-mail naar veel mensen aan wie dit account nog nooit schreef.',
      bounces: 'Veel e-mail van dit account kwam terug.',
      spam: 'Er ging e-mail uit die op ongewenste reclame of oplichting lijkt.',
    },
    ownStop: {
      subject: 'Wij hebben het verzenden vanuit uw account gestopt',
      opening: 'Misschien gebruikt iemand anders uw account. Daarom kan uw account nu geen e-mail versturen.',
      why: 'Waarom:', kept: 'E-mail die nog klaarstond, wacht. Er raakt niets kwijt. E-mail ontvangen gaat gewoon door.',
      todo: 'Was u dit niet? Kies meteen een nieuw wachtwoord en bel de beheerder van uw organisatie.',
      withFactor: 'Was u dit zelf? Open de webmail. Daar kunt u het verzenden weer aanzetten met de code uit uw app.',
      withoutFactor: 'Was u dit zelf? Vraag de functionaris gegevensbescherming of de beheerder om het verzenden weer aan te zetten.',
    },
    officerStop: {
      subject: 'Verzenden gestopt: een account is misschien gestolen',
      opening: 'Dit account kan geen e-mail meer versturen:',
      kept: 'Wat klaarstond, wacht. De aanmeldingen van dit account zijn beëindigd. De gebruiker heeft bericht gekregen.',
      todo: 'Vraag de gebruiker wat er is gebeurd. Bekijk het op deze pagina, en zet het verzenden daar weer aan:',
    },
    noLeaving: {
      subject: 'Uw mail aan veel mensen mist een afmeldlink',
      opening: 'U stuurde vandaag dezelfde soort e-mail naar veel mensen buiten uw organisatie. Zij kunnen zich niet met één klik afmelden.',
      about: 'Aantal ontvangers:',
      todo: 'Uw e-mail is gewoon verstuurd. Grote e-maildiensten zetten zulke e-mail vaak bij ongewenste e-mail. Laat uw nieuwsbriefprogramma '
        + 'de velden List-Unsubscribe en List-Unsubscribe-Post meesturen. Wij ondertekenen ze.',
    },
    complaint: {
      subject: 'Klacht over e-mail uit uw organisatie',
      opening: 'Een andere e-maildienst meldt dat een ontvanger klaagt over e-mail uit uw organisatie.',
      who: 'Account', by: 'Gemeld door',
      todo: 'Vraag de gebruiker of deze e-mail van hem of haar komt. Alle meldingen staan op deze pagina:',
    },
  },
  en: {
    from: 'Safe sending',
    reasons: {
      'too-many': 'A lot of mail went to people outside the organisation within a short time.',
      'too-many-new': 'Mail went to many people whom this account never wrote to, within a short time.',
      bounces: 'Much of the mail of this account came back.',
      spam: 'Mail went out that looks like unwanted advertising or fraud.',
    },
    ownStop: {
      subject: 'We stopped your account from sending',
      opening: 'Somebody else may be using your account. That is why your account cannot send mail now.',
      why: 'Why:', kept: 'Mail that was still to go is waiting. Nothing is lost. You still receive mail.',
      todo: 'Was this not you? Choose a new password now and call the administrator of your organisation.',
      withFactor: 'Was it you? Open the webmail. There you can turn sending on again with the code from your app.',
      withoutFactor: 'Was it you? Ask the privacy officer or the administrator to turn sending on again.',
    },
    officerStop: {
      subject: 'Sending stopped: an account may have been stolen',
      opening: 'This account cannot send mail any more:',
      kept: 'What was to go is waiting. The sessions of this account were ended. The user was told.',
      todo: 'Ask the user what happened. Look at it on this page, and turn sending on again there:',
    },
    noLeaving: {
      subject: 'Your mail to many people has no way to unsubscribe',
      opening: 'Today you sent the same kind of mail to many people outside your organisation. They cannot unsubscribe with one click.',
      about: 'Number of recipients:',
      todo: 'Your mail was sent as usual. Large mail services often put such mail into Junk. Let your newsletter program send the fields '
        + 'List-Unsubscribe and List-Unsubscribe-Post. We sign them.',
    },
    complaint: {
      subject: 'Complaint about mail from your organisation',
      opening: 'Another mail service says that a recipient complains about mail from your organisation.',
      who: 'Account', by: 'Reported by',
      todo: 'Ask the user whether this mail came from them. All reports are on this page:',
    },
  },
}
