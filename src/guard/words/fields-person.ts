import type { FieldLists } from '../models/fields.ts'

/** Fields of meaning about people's money, law, belief, family and home. */
export const fieldsPerson: FieldLists = {
  debt: `schuld* *schuld *schulden achterstand* *achterstand huurachterstand aanmaning* incasso* deurwaarder*
    beslag* loonbeslag wsnp schuldhulp* schuldsaner* sanering saneren faillie* bewindvoer* onderbewind bkr
    roodstaan rood krap rondkomen voedselbank* armoede* afbetal* betalingsregeling* betalingsachterstand
    afgesloten ontruim* uithuisgezet schuldeis* lening* krediet* gokschuld* dwangbevel wanbetal* minnelijk*
    kwijtschelding
    debt* owe owes owed arrears overdue-rent bailiff* garnish* bankrupt* insolven* iva overdraft overdrawn
    food-bank foodbank* poverty repay* repayment* instalment* evict* eviction creditor* loan* payday defaulted
    default missed repossess* hardship ccj write-off
    schuld schulden* *schulden ruckstand* mahn* inkasso* gerichtsvollzieher* pfand* pfandung* gepfandet
    insolven* privatinsolvenz schuldner* kontopfandung uberzogen dispo tafel armut abzahl* rate raten
    mietruckstand* zwangsraum* glaubiger* kredit* darlehen* vollstreck*
    dette* endett* surendett* arriere* impaye* huissier* saisie* saisir faillite decouvert banque-alimentaire
    pauvrete rembours* echeancier mensualite* expuls* creancier* pret prets credit* relance* bdf
    interdit-bancaire`,
  income: `salaris* *salaris loon* *loon bruto* netto* verdien* inkomen* *inkomen inkomsten maandinkomen
    jaarinkomen uurloon bonus* ontslagvergoeding transitievergoeding loonstrook* loonstrook* jaaropgave*
    jaaropgaaf salarisschaal schaal trede periodiek vakantiegeld dertiende opslag loonsverhoging* winstuitkering
    salary salaries wage* earn* income* gross net payslip* pay-slip pay payrise rise bonus* severance redundancy
    payroll p60 p45 take-home thirteenth raise paid per-annum
    gehalt* *gehalt lohn* *lohn brutto* netto* verdien* einkommen* *einkommen einkunfte bonus* abfindung*
    gehaltsabrechnung* lohnabrechnung* gehaltserhohung* weihnachtsgeld urlaubsgeld
    salaire* brut brute net nette gagne* revenu* prime primes bulletin* paie paye fiche indemnite* augmentation
    treizieme remuneration*`,
  benefit: `uitkering* *uitkering bijstand* ww wia wajong iow aow pensioen* *pensioen toeslag* *toeslag
    huurtoeslag zorgtoeslag kindgebonden kinderbijslag kwijtschelding bijzondere participatiewet uwv svb sociale
    alimentatie* lijfrente stufi studieschuld
    benefit* universal-credit universal jobseeker* pension* allowance* pip dla housing-benefit alimony
    maintenance tax-credit* child-support dole welfare
    burgergeld hartz arbeitslosengeld* alg rente* *rente wohngeld kindergeld unterhalt* grundsicherung
    sozialhilfe* jobcenter elterngeld pension*
    allocation* caf rsa chomage retraite* pension* aah apl assedic pole-emploi prestation* aide aides minimum`,
  loan: `hypothe* *hypotheek lening* leent geleend krediet* financiering* overwaarde restschuld taxatie*
    maandlast* aflos* rente huis koopsom werkgeversverklaring* inkomensverklaring bkr-toets tophypotheek nhg
    borg
    mortgage* loan* lend* borrow* lender* remortgage equity deposit affordability underwriter* interest
    repayments guarantor
    hypothek* darlehen* kredit* baufinanz* finanzier* eigenkapital* tilgung* zinsen burge schufa bonitat
    hypothe* pret prets emprunt* credit* apport taux mensualite* caution courtier`,
  bank: `rekening* bankrekening* *rekening rekeningnummer* iban bankafschrift* afschrift* saldo spaargeld
    spaarrekening vermogen* belegg* aandelen erfenis* erfdeel nalatenschap* testament* erfgenaam onterf* schenk*
    gift spaarpot overboek* gestort storten stort pinpas creditcard* incassomachtiging belasting* aangifte
    aanslag* teruggave box ib-aangifte
    account* bank-account savings balance statement* wealth assets shares inherit* estate will probate heir*
    disinherit* bequest gift transferred card creditcard* tax-return tax hmrc refund
    konto* *konto kontonummer* bankverbindung kontoauszug* guthaben ersparnisse vermogen* aktien erbe erben
    erbschaft* testament* nachlass* enterbt schenkung* uberweis* kreditkarte* steuer* steuererklarung* finanzamt
    erstattung
    compte comptes rib releve* solde epargne patrimoine actions heritage* heritier* succession* testament*
    desherit* donation* virement* carte impot* impots declaration fisc trop-percu`,
  crime: `diefstal* gestolen steelt stal fraude* fraud* oplichting* opgelicht inbraak* ingebroken overval*
    geweld* mishandel* geslagen sloeg slaat steek* gestoken dreig* bedreig* stalk* aanrand* verkracht* misbruik*
    zeden* ontucht* moord* doodslag* brandsticht* vandal* heling drugs* dealer* dealt hennep* wiet* wapen* mes
    vuurwapen rijden onder invloed smokkel* mensenhandel witwas* verduister* afpers* identiteitsfraude
    theft* stole stolen steal* shoplift* fraud* scam* burglar* robber* violen* assault* beat beaten hit stabbed
    stabbing threat* threaten* stalk* rape* raped abuse* abused molest* murder* manslaughter arson vandal* drug
    drugs deal* dealing cannabis weapon* knife gun drink-driving dui smuggl* trafficking launder* embezzl*
    extort* blackmail*
    diebstahl* gestohlen klaut geklaut betrug* betrog* einbruch* eingebrochen uberfall* gewalt* schlagt schlug
    geschlagen messer* gestochen droht drohung* bedroht stalk* vergewaltig* missbrauch* missbraucht mord
    totschlag brandstift* drogen* dealt waffe* trunkenheit schmuggel* geldwasche veruntreu* erpress*
    korperverletzung*
    vol vols vole volee fraude* escroq* cambriol* braquage violen* frappe* coups agress* couteau menac* menace*
    harcel* viol viole violee abus* attouchement* meurtre* homicide incendi* drogue* dealer trafic arme armes
    ivresse contreband* blanchiment detourn* extorsion`,
  justice: `politie* agent recherche verdacht* verdenk* aangehouden arrest* opgepakt aangifte* om officier
    rechter* rechtbank* zitting* dagvaard* veroordeel* vonnis* straf* *straf celstraf gevangenis* *gevangenis
    detentie* gedetineerd* vrijlating vrijgekomen vrij voorlopige taakstraf* werkstraf enkelband* reclassering*
    tbs proeftijd voorwaardelijk boete* strafblad* vog justitie* justitieel* cel cassatie hoger advocaat*
    raadsman getuige* verhoor* verhoord halt slachtoffer* dader* contactverbod* gebiedsverbod huisverbod
    police* officer arrest* charged charges suspect* custody bail court* hearing magistrate* judge* convict*
    convicted sentence* sentenced prison* jail* inmate* probation* parole released tag curfew community-order
    fine fined criminal* record dbs cps prosecut* solicitor* barrister witness* interview statement victim*
    offender* restraining injunction verdict
    polizei* verdacht* beschuldig* festgenommen verhaftet haft* *haft untersuchungshaft anzeige* staatsanwalt*
    richter* gericht* verhandlung* angeklagt* verurteilt* urteil* strafe* *strafe gefangnis* jva bewahrung*
    bewahrungs* entlassung entlassen sozialstunden geldstrafe* fuhrungszeugnis* vorstrafe* vorbestraft zeuge*
    vernehmung* opfer* tater* anwalt* kontaktverbot
    police* gendarm* commissariat soupconn* interpell* arrete* garde-a-vue garde plainte* procureur* parquet
    juge* tribunal* audience* prevenu* condamn* jugement* peine* prison* detention* detenu* ecrou libere* sursis
    bracelet probation amende* casier temoin* victime* auteur avocat* interdiction`,
  belief: `kerk* moskee* synagoge* geloof* gelovig* geloofs* moslim* islam* ramadan christ* katholiek*
    protestant* gereformeerd* joods* jood joden hindoe* boeddh* jehova* bidt bidden gebed* doop* gedoopt bekeer*
    bekering hoofddoek* afvallig* dominee imam rabbi* pastoor atheist* sekte* koosjer halal
    church* mosque* synagogue* faith* religio* muslim* islam* ramadan christian* catholic* protestant* jewish
    jew jews hindu* buddhis* jehova* pray* prayer* baptis* convert* headscarf hijab vicar imam rabbi priest
    atheist* sect cult kosher halal evangelical
    kirche* moschee* synagoge* glaube* glaubig* religi* muslim* islam* ramadan christ* katholi* evangelisch*
    judisch* jude juden hindu* buddhis* zeugen-jehovas betet beten gebet* taufe getauft konvertier* kopftuch
    pfarrer imam rabbi* atheist* sekte* koscher halal
    eglise* mosquee* synagogue* foi croyan* religi* musulman* islam* ramadan chretien* catholi* protestant* juif
    juive juifs hindou* bouddhis* jehovah prie prier priere* bapteme baptise* conver* voile foulard cure imam
    rabbin pretre athee* secte casher halal`,
  sexuality: `homo homo's homoseks* lesbisch* lesbo biseks* transgender* trans transitie* non-binair* geslacht*
    gay queer seksu* seks* uit-de-kast geaard* geaardheid hormonen affaire overspel vreemdgegaan vreemdgaat
    minnaar minnares aseksueel lhbti* escort prostit* naaktfoto*
    gay lesbian* homosexual* bisexual* transgender* trans transition* non-binary nonbinary queer sexual* sex
    closet outed orientation affair adultery cheating cheated lover lgbt* escort prostitut* nudes asexual gender
    schwul* lesbisch* homosex* bisex* transgender* trans transition* nichtbinar queer sexu* sex geoutet
    orientierung affare fremdgegangen ehebruch geliebte* escort prostitu*
    gay homosex* lesbienne* bisex* transgenre* trans transition* non-binaire queer sexu* sexe placard
    orientation liaison adultere trompe* amant* maitresse escort prostitu*`,
  politics: `vakbond* fnv cnv bondslid stak* staking* vakbondslid* kaderlid partij* partijlid* pvda vvd pvv
    stemt gestemd politiek* links rechts-radicaal extremis* activist* demonstr* lidmaatschap* etnisch* afkomst
    huidskleur ras racis* zigeuner* roma nationaliteit vluchteling* asiel* asielzoeker* verblijfsvergunning* ind
    illegaal ongedocumenteerd* statushouder* uitgezet uitzetting dna vingerafdruk* biometr* genetisch*
    union* unison strike* striking steward shop-steward labour party-member votes voted political* left-wing
    right-wing extremis* activist* protest* membership ethnic* race racial* racis* skin-colour roma traveller
    nationality refugee* asylum* residence-permit visa undocumented illegal immigra* deport* dna fingerprint*
    biometric* genetic*
    gewerkschaft* ver.di streik* betriebsrat* partei* parteimitglied afd cdu spd wahlt politisch* extremis*
    aktivist* demonstr* ethnisch* herkunft* hautfarbe rasse rassis* staatsangehorigkeit fluchtling* asyl*
    aufenthalts* duldung abschieb* illegal dna fingerabdruck* biometri* genetisch*
    syndic* syndiqu* cgt cfdt greve* parti adherent* vote politique* extrem* militant* manifest* ethnique*
    origine* couleur race racis* nationalite refugie* asile titre-de-sejour sejour sans-papiers clandestin*
    expuls* oqtf adn empreinte* biometri* genetique*`,
  childcare: `jeugdzorg* jeugdhulp* jeugdbescherm* veilig-thuis kinderbescherming* raad ondertoezichtstelling*
    ots uithuisplaats* uithuisgeplaatst* voogd* voogdij* gezinsvoogd* gezag* pleeggezin* pleegouder* pleegkind*
    pleegzorg* omgang* omgangsregeling* bezoekregeling* co-ouder* ouderschapsplan opvoed* opvoeding* gezinscoach
    crisisopvang crisisplaatsing leerplicht* spijbel* thuiszitter* schorsing* geschorst gepest pesten pestgedrag
    zorgmelding* meldcode kindermishandeling* verwaarloos* verwaarlozing* blauwe-plekken jeugdrechter
    kinderrechter* gesloten
    safeguarding social-services social-worker cps foster* fostering adopt* custody guardian* contact-order
    supervised visitation parenting truan* excluded exclusion suspended bullied bullying neglect* neglected
    child-protection cafcass lado section secure-unit juvenile looked-after
    jugendamt* kinderschutz* inobhutnahme* pflegefamilie* pflegekind* pflegeeltern sorgerecht* umgang*
    umgangsrecht vormund* familiengericht* heim schulpflicht schwanz* schulverweis* gemobbt mobbing
    vernachlassig* kindeswohl* erziehung* wohngruppe
    ase aide-sociale famille-accueil placement* place placee foyer juge-enfants garde droit-de-visite visite
    tutelle tuteur* signalement* information-preoccupante maltraitan* negligen* absenteisme exclu exclue
    harcele* harcelement educat* assistante-sociale pupille`,
  childword: `kind kinderen kindje kleuter* peuter* baby* leerling* zoon* zoontje dochter* dochtertje kleinkind*
    kleinzoon kleindochter jongen* jongetje meisje* puber* tiener* minderjarig* schoolkind klas groep juf
    meester school* schooltje basisschool* brugklas opvang creche kinderopvang oppas broertje zusje tweeling
    jongste oudste
    child* kid kids toddler* baby babies pupil* son sons daughter* grandson granddaughter grandchild* boy boys
    girl girls teen* teenager* minor* year-old class classroom school* nursery kindergarten babysitter brother
    sister twins youngest eldest
    kind kinder* kleinkind baby* schuler* sohn* tochter* enkel* junge jungen madchen teenager minderjahrig*
    klasse schule* grundschule kita kindergarten bruder schwester zwillinge jungste alteste
    enfant* bebe* eleve* fils fille filles petit-fils petite-fille garcon* ado adolescen* mineur* classe ecole*
    creche nounou frere* soeur* jumeaux cadet aine`,
  breakup: `scheid* gescheiden scheiding* echtscheid* convenant ex ex-man ex-vrouw uit-elkaar huwelijk* relatie*
    ruzie* conflict* huiselijk geweld mishandelt blijf-van-mijn-lijf opvanghuis onderduik* geheim-adres veilig*
    vlucht* gevlucht stiekem bang angst durft gepakt dakloos* dakloze zwerft thuisloos slaapt-op-straat logeert
    inwonen huisvesting* urgentie* urgent
    divorc* separat* split ex ex-husband ex-wife marriage relationship* row domestic violence refuge shelter*
    hiding secret-address scared afraid fled homeless* sleeping-rough sofa evicted safe unsafe rehous*
    scheid* geschieden scheidung* trenn* getrennt ex exmann exfrau ehe beziehung* streit* hausliche gewalt
    frauenhaus* geheime angst geflohen obdachlos* wohnungslos*
    divorc* separ* ex ex-mari ex-femme mariage couple relation* dispute* conjugal* violences foyer refuge cache
    secrete peur fui sdf sans-abri herberg*`,
  staffmatter: `ontslag* ontslaan ontslagen op-staande-voet functioner* functioneert beoordel* beoordeling*
    verbetertraject* verbeterplan waarschuw* officiele berisp* schors* disciplinair* klacht* grensoverschrijd*
    ongewenst* intimid* intimidatie* seksueel pest* vertrouwenspersoon* integriteit* dossieropbouw
    vaststellingsovereenkomst* beeindig* contract proeftijd sollicit* sollicitant* kandidaat* referentie*
    assessment* cv motivatie* potentieel demot* exitgesprek overgeplaatst
    dismiss* fired sacked terminat* performance underperform* appraisal* improvement-plan warning* disciplin*
    reprimand* suspended grievance* complaint* harass* inappropriate misconduct* bully* integrity
    settlement-agreement probation* applicant* application interview* reference* candidate* cv resume demot*
    exit-interview capability
    kundig* gekundigt entlass* fristlos leistung* beurteil* abmahn* ermahn* verwarn* beschwerde* belastig*
    ubergriff* mobbing aufhebungsvertrag* probezeit bewerb* bewerber* referenz* zeugnis* lebenslauf versetzt
    personalgesprach*
    licenci* renvoye* faute evaluation* avertissement* blame disciplin* plainte* harcel* deplace* rupture
    conventionnelle essai candidat* candidature* reference* cv entretien mute demission*`,
  identity: `geboren geboortedatum* geb geboorteplaats paspoort* id-kaart identiteits* identiteitsbewijs*
    rijbewijs* legitimatie* bsn burgerservicenummer* sofinummer v-nummer nationaliteit burgerlijke adres*
    huisadres* woonadres* woonachtig wonende woont postcode woonplaats telefoonnummer* mobiel* privenummer
    prive-adres noodcontact contactgegevens naw personalia gegevens lijst namenlijst ledenlijst adreslijst
    deelnemerslijst kopie pasfoto handtekening kenteken*
    born dob birthdate birth-date birthday passport* id-card identity driving-licence licence*
    national-insurance ni-number nationality address* home-address lives living postcode phone mobile
    emergency-contact details list register contact copy photo signature plate
    geboren geburtsdatum geburtsort reisepass* pass ausweis* personalausweis* fuhrerschein* steuer-id
    staatsangehorig* anschrift* adresse* wohnhaft wohnt plz wohnort telefon* handy* privatadresse notfallkontakt
    kontaktdaten liste* kopie unterschrift kennzeichen
    ne nee naissance passeport* carte-identite identite permis* secu numero nationalite adresse* domicile*
    demeurant habite code-postal telephone portable coordonnees liste* copie photo signature immatriculation`,
}
