import type { FieldLists } from '../models/fields.ts'

/** Fields of meaning about secrets: of companies, and those that open doors and systems. */
export const fieldsBusiness: FieldLists = {
  takeover: `overname* overnemen overgenomen fusie* fuseren fuseer* gefuseerd samengaan koper kopers verkoop*
    verkopen aandeelhouder* aandelen* belang bieding bod bod* overnamebod due diligence dataroom
    intentieverklaring* loi closing deal transactie* participatie investeer* investering* investeerder*
    durfkapitaal beursgang ipo waardering* multiple ebitda splitsing afsplits* bv verkoper koopprijs
    exclusiviteit
    takeover* acqui* merge merger* merging buyer* seller* sell stake shareholder* shares bid bidder* offer due
    diligence dataroom intent loi closing deal* transaction* invest* investor* venture ipo flotation valuation
    multiple ebitda spin-off divest* exclusivity target
    ubernahm* ubernehm* fusion* fusionier* zusammenschluss kaufer* verkauf* anteil* gesellschafter* beteiligung*
    gebot angebot due diligence datenraum absichtserklarung closing deal transaktion* investor* investition*
    borsengang bewertung* abspaltung exklusiv* kaufpreis
    rachat* racheter rachete* fusion* fusionn* acquereur* acquisition* vendeur* cession* ceder actionnaire*
    actions parts offre opa due diligence dataroom lettre-intention intention closing transaction* invest*
    introduction bourse valorisation* scission exclusivite cible`,
  secrecy: `vertrouwelijk* geheim* geheimhouding* nda embargo* strikt onder-ons mondje stil stilhouden zwijgen
    stilzwijgen niemand naar-buiten lekken uitlekken gelekt verder rondvertellen doorsturen doorvertellen intern
    discreet discretie binnenskamers spreekverbod koppen bekendmak* bekendgemaakt aankondig* aangekondigd
    persbericht* openbaar pas nog-niet voorlopig gesloten envelop besloten binnenkort wereldkundig
    confidential* secret* nda embargo* strictly between hush quiet silent nobody leak* leaked discreet* private
    privileged undisclosed announce* announced announcement* public not-yet until disclose* disclosure mum lips
    tell told spread knows sealed unpublished unannounced internal-only
    vertraulich* geheim* verschwiegen* verschwiegenheit stillschweigen nda sperrfrist* embargo* streng niemand
    durchsickern diskret* schweigen ankundig* angekundigt bekannt bekanntgabe veroffentlich* offentlich* erst
    noch-nicht bisher intern nichtoffentlich
    confidentiel* secret* nda embargo* strictement entre-nous silence discret* discretion personne fuite*
    ebruite* divulg* taire annonce* annonc* communique public pas-encore avant interne rendu officiel*
    officialis*`,
  layoff: `reorganis* reorganisatie* ontslagronde* boventallig* afvloei* sluit* sluiting* vestiging filiaal
    banen arbeidsplaatsen fte krimp* inkrimp* bezuinig* sanering uitbested* outsourc* sociaal-plan or
    ondernemingsraad vakbonden massaontslag surseance faillissement* faillissements herstructurer* stopzet*
    afstoten opheffen directeur bestuurder ceo cfo topman opvolg* opvolger vertrek* vertrekt aftreed* aftreden
    stapt-op
    reorgani* redundanc* layoff* lay-offs downsiz* close closing closure shut site plant branch jobs headcount
    fte cuts cost-cutting outsourc* works-council administration insolvency restructur* chapter wind-down ceo
    cfo chief executive succeed* successor step-down resign* departure leaving
    umstrukturier* restrukturier* stellenabbau entlassungswelle schlies* schliess* schliessung* standort werk
    filiale arbeitsplatze stellen sparprogramm ausgelagert outsourc* betriebsrat sozialplan insolvenz* sanierung
    geschaftsfuhr* vorstand* nachfolg* rucktritt scheidet ausscheiden
    reorganis* restructur* licenciements plan-social pse suppression* postes ferm* fermeture* site usine agence
    emplois effectifs economies externalis* cse depot-de-bilan redressement liquidation sauvegarde directeur pdg
    dirigeant* successeur depart demission quitte`,
  price: `prijs* *prijs prijzen tarief* *tarief tarieven marge* *marge korting* *korting prijsafspra* kostprijs
    inkoopprijs* bodemprijs onderhandel* *onderhandeling bandbreedte plafond minimum uurtarief inschrijfprijs
    calculatie* begroting* aanbieding offerte* staffel bonusafspraak concurrent* concurrentie* marktaandeel
    kartel
    price* pricing rate rates margin* discount* rebate* cost-price floor walk-away negotiat* ceiling undercut
    tender-price bid-price calculation* competitor* competition rival* market-share kickback quote
    preis* *preis marge* rabatt* *rabatt einkaufspreis* schmerzgrenze verhandl* verhandlung* spielraum
    kalkulation* stundensatz konkurren* wettbewerb* mitbewerber* marktanteil konditionen angebotspreis
    prix tarif* marge* remise* rabais cout-de-revient plancher negoci* plafond taux-horaire calcul concurren*
    part-de-marche devis ristourne`,
  figures: `omzet* winst* verlies* kwartaal* kwartaalcijfers jaarcijfers resultaat* prognose* forecast*
    begroting* cashflow liquiditeit* kaspositie schuldpositie afschrijv* voorziening* debiteuren*
    orderportefeuille ebit tegenvall* convenanten bank balans* cijfers rode zwarte groei daling verwachting*
    winstwaarschuwing dividend
    revenue* turnover profit* loss losses quarter* quarterly results outlook forecast* budget cashflow liquidity
    runway write-down provision* backlog ebit shortfall covenant* figures numbers guidance dividend burn
    umsatz* gewinn* verlust* quartal* quartalszahlen jahresabschluss ergebnis* prognose* budget liquiditat*
    abschreib* ruckstell* auftragsbestand zahlen gewinnwarnung dividende covenant*
    chiffre affaires benefice* perte* trimestr* resultat* prevision* budget tresorerie liquidite* depreciation
    provision* carnet chiffres avertissement dividende covenant*`,
  contract: `contract* *contract overeenkomst* *overeenkomst schikk* schikking* claim* schadeclaim*
    aansprakelijk* vaststellings* onderhandel* voorstel* tegenvoorstel* kort-geding procedure* processtuk*
    confrater* amice cliente wederpartij* tegenpartij* arbitrage boete* boetebeding ingebrekestelling garantie*
    bankgarantie licentie* royalty franchise* huurcontract* concept* conceptovereenkomst* clausule*
    geheimhoudings* termsheet mandaat
    contract* agreement* settle settlement* claim* liabil* negotiat* proposal* counter-offer litigation lawsuit
    counsel opponent* arbitration penalty penalt* breach guarantee* licen* royalt* franchise* lease draft*
    clause* term-sheet terms mandate without-prejudice subject-to-contract
    vertrag* *vertrag vereinbarung* vergleich* forderung* haft* verhandl* vorschlag* gegenvorschlag klage*
    gegenseite gegner schieds* vertragsstrafe* garantie* lizenz* franchise* entwurf* klausel* mandant* eckpunkte
    contrat* accord* transaction* protocole reclamation* responsab* negoci* proposition* contre-proposition
    contentieux confrere partie-adverse arbitrage penalite* garantie* licence* redevance* franchise* projet
    clause* mandat bail`,
  knowhow: `recept* receptuur* formule* patent* octrooi* prototype* ontwerp* tekening* broncode* algoritme*
    werkwijze* fabrieksgeheim* bedrijfsgeheim* knowhow mengverhouding* samenstelling* klantenlijst*
    klantenbestand* relatiebestand* strategie* *strategie productlancer* lancering* lanceren introductie roadmap
    onderzoeksresultaten uitvinding* kwetsbaarheid* beveiligingslek* hack gehackt ransomware datalek* incident*
    inbreuk pentest* zero-day
    recipe* formula* patent* prototype* design* drawing* source-code algorithm* process trade-secret knowhow
    know-how composition customer-list strategy strateg* launch* roadmap invention* vulnerab* exploit* breach*
    hack* hacked ransomware incident* pentest* unpatched trial results
    rezeptur* formel* patent* prototyp* entwurf* zeichnung* quellcode algorithm* verfahren geschaftsgeheim*
    betriebsgeheim* knowhow zusammensetzung kundenliste* strategi* markteinfuhr* roadmap erfindung*
    schwachstell* sicherheitslucke* gehackt hackerangriff ransomware datenpanne vorfall
    recette* formule* brevet* prototype* dessin* code-source algorithm* procede* secret-fabrication savoir-faire
    composition fichier-clients strateg* lancement* lancer roadmap invention* vulnerab* faille* pirat*
    ransomware incident* fuite`,
  password: `wachtwoord* *wachtwoord password* passwd pass pwd ww wachtzin passphrase toegangscode* pincode* pin
    pin* code codes *code sleutel* sleutels sleutelcode beveiligingscode activatiecode* verificatiecode* token*
    apikey api key keys secret* credential* inlogcode* wifi-code deurcode* alarmcode* herstelcode* backupcode*
    seed zaadwoorden licentiesleutel* cijfers tekens hoofdletter* uitroepteken hekje
    passcode* passphrase* login-code pin-code door-code access-code unlock* combination digits characters
    capital* exclamation hash recovery mnemonic certificate private
    passwort* *passwort kennwort* *kennwort pin geheimzahl zugangscode* zugangsdaten code schlussel*
    freischaltcode* tan ziffern zeichen grossbuchstabe* ausrufezeichen raute
    mot-de-passe passe mdp code codes digicode cle cles clef identifiant* pin chiffres caracteres majuscule*
    exclamation diese jeton`,
  login: `inlog* inloggen ingelogd inloggegevens* gebruikersnaam* username user gebruiker account* admin root
    beheerder* aanmeld* login log-in toegang* openen open opent eraf binnen portaal* portal* omgeving server*
    router* wifi* netwerk* ssid vpn database* cloud* drive onedrive dropbox google mailbox* laptop* telefoon
    ontgrendel* kluis* kluisje kastje slot hangslot deur* voordeur achterdeur poort* slagboom hek alarm*
    meldkamer kantoor* streamingdienst netflix wordpress ftp ssh remote teamviewer tankpas bankpas simkaart
    sign-in signin logon log logged username* user-id admin administrator root access opens open enter portal*
    server* router* wifi network* vpn database* cloud drive mailbox laptop phone unlock* safe locker keybox
    lockbox padlock door* gate* barrier alarm* office panel host ssh ftp
    anmeld* einlogg* login benutzername* benutzer* konto admin zugang* zugriff offnet offnen portal* server*
    router* wlan netzwerk* vpn datenbank* cloud laufwerk postfach laptop handy entsperr* tresor* schliessfach
    kasten schloss tur haustur tor schranke alarm* buro
    connexion connect* identifiant* utilisateur* compte admin acces ouvre ouvrir entrer portail* serveur*
    routeur box wifi reseau* vpn base cloud lecteur boite ordinateur telephone deverrouill* coffre* casier boite
    cadenas porte* portail barriere alarme* bureau`,
  dossier: `dossier* *dossier zorgplan* behandelplan* begeleidingsplan* ontslagbrief* verwijsbrief* rapportage*
    *rapportage verslag* gespreksverslag* intakeverslag* medisch-dossier personeelsdossier* clientdossier*
    patientdossier* map stukken processtukken akte zaak zaken kopie* scan* overdracht* inzage* archief* bijlage*
    bijgevoegd* bijgaand* attach* gegevens
    file files case-file record records care-plan discharge letter referral-letter notes report* bundle exhibit*
    copy copies scan* handover subject-access archive attached attachment* enclosed chart
    akte* *akte patientenakte* personalakte* pflegeplan* hilfeplan* arztbrief* entlassbrief* bericht* gutachten*
    unterlagen kopie* scan* ubergabe* archiv anlage anbei beigefugt anhang
    dossier* projet-de-soins compte-rendu rapport* bilan* courrier expertise* pieces copie* scan* transmission*
    archives piece-jointe joint jointe ci-joint annexe*`,
}
