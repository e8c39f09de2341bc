import type { FieldLists } from '../models/fields.ts'

/**
 * More words for the fields of the other files: what people say at home, at a school gate, on a ward or at a counter,
 * beside what stands in books. The same notation.
 */
export const fieldsMore: FieldLists = {
  symptom: `piept piepen rochelt reutelt schuimt kwijlt loenst hinkt mank strompelt wankelt struikelt stuipen stuipt
    krampt verstijft verkrampt flauw flauwte bleek grauw klam zwetend bezweet rilt ijlt ijlend suf slaperig versuft
    verward* wartaal overstuur trekkebeen* bulten bultjes vlekjes puistjes korstjes etterend plakkerig pus
    opgezwollen pijntje* buikgriep spuugt spuugde poept natte ongelukjes bedplasser* inlegkruis* stoma* druppelt lekt
    bloedneus* neusbloeding stikt gestikt aangelopen schram* schaaf* brandwond* verbrand* bijtwond* kneus* verrekt
    verzwikt uitgedroogd afgevallen kilo* aangekomen eetlust* braakneig* reflux zuurbranden winderig aambei*
    menstrua* ongesteld* opvlieg* overgang migraine wheez* foam* drool* limp* stagger* stumbl* convuls* fitting
    spasm* twitch* clammy sweaty drowsy groggy confus* delirious incoheren* slurred slurring hives welts blotch*
    scab* weeping oozing puffy nosebleed* choked blue-lipped graze* scald* burn* burnt burned dehydrat* underweight
    overweight appetite heartburn piles haemorrhoid* menopaus* stoma catheter leak* soiled wets wetting froth
    unconscious blackout* collapse* collapsed keucht pfeift rasselt schaumt sabbert humpelt torkelt taumelt krampft
    gekrampft krampfte zuckt zuckungen bleich blass klamm benommen schlafrig verwirrt* delir* lallt quaddeln pusteln
    flecken schorf nassend geschwollene nasenbluten schurfwund* verbruh* verbrannt bisswunde* prellung* verstaucht*
    dehydr* abgenommen zugenommen appetit* sodbrennen hamorrhoid* periode wechseljahre katheter nasst einnasst
    einkot* bewusstlos* kollab* zusammengebrochen siffle rale bave boite titube trebuche convulse convulsions spasme*
    sursaute livide moite somnolent* delire bafouille urticaire plaques boutons croute* suinte saignement* ecorchure*
    brulure* morsure* contusion* entorse* deshydrat* maigri grossi appetit hemorroid* regles menopause poche sonde
    fuit mouille inconscient* evanoui* effondr*`,
  disease: `*necrose *nekrose *osis *itis *ose *emie *pathie *plasie *sclerose sclerose multiple ms cva infarcten
    hartklep* hartritme* ritmestoornis* vernauw* stenose* aneurysma* herniatie oogziekte maculadegeneratie netvlies*
    glaucoom doofheid tinnitus evenwicht* vertigo neuropathie polyneurop* guillain dystrofie* spierziekte* lupus
    sclerodermie bechterew jichtaanval* taaislijm* mucoviscid* sikkelcel* hemofil* stollings* thalassemie
    leverziekte* hepatitis vetlever pancreatitis divertik* prikkelbare pds maagzweer* zweer zweren melanoom*
    basaalcel* huidkanker lymfklier* lymfoom* hodgkin myeloom* prostaatk* borstk* darmk* longk* poliepen cyste*
    vleesbomen pcos hpv wratten kinkhoest mazelen waterpokken roodvonk krentenbaard hoofdluis teken wormen salmonella
    legionella sepsis bloedvergiftiging wondroos cellulitis abces* fistel* wervelbreuk* heupfractuur* heupbreuk*
    polsbreuk* whiplash hersenvlies* meningitis encefal* narcolep* tourette trisom* downsyndroom *necrosis *opathy
    *aemia *emia *plasia *sclerosis sclerosis mnd stenosis aneurysm* arrhythm* valve macular retina* deafness
    neuropath* dystroph* cystic sickle haemophil* thalass* diverticul* ibs ulcer* melanoma* basal hodgkin* myeloma*
    polyp* cyst* fibroid* wart* whooping measles chickenpox scarlet impetigo abscess* fistula* encephal* tourette*
    trisomy croup bronchitis *sklerose *amie herzrhythmus* rhythmusstor* makula* netzhaut* gehorlos* neuropathie*
    mukoviszid* sichelzell* hamophil* fettleber reizdarm* magengeschwur* geschwur* melanom* hautkrebs lymphom* *krebs
    krebs* myelom* zyste* myome keuchhusten masern windpocken scharlach wurmer rotlauf abszess* schleudertrauma
    hirnhaut* bandscheibe* schlaganfall* grippe* magen-darm *nécrose plaques stenose anevrisme* arythmie* macula*
    retine surdite drepanocyt* hemophil* pancreatite divertic* ulcere* melanome* lymphome* myelome* polype* kyste*
    fibrome* coqueluche rougeole varicelle scarlatine erysipele abces fistule* meningite bronchite grippe angine
    otite`,
  mind: `somber* suicida* zelfmoord* suicide* zelfdoding automutil* krast snijdt zichzelf paniek* angst* dwang* ocd
    trauma* ptss burn-out* burnout* overspannen bipolair* manisch* manie psychose* psychotisch* schizofren*
    borderline autis* asperger add adhd eetstoornis* anorex* boulim* hallucin* wanen achtervolgd paranoi* verwaarlo*
    huilbui* nachtmerrie* angstig somberheid levensmoe crisisdienst* crisisopname separeer* ibs bopz wvggz
    zorgmachtiging therapeut* psychiat* suicid* self-harm* self-harming cutting cuts panic* anxi* ptsd burnout
    bipolar manic mania psycho* schizo* aspergers bulimi* hallucinat* delusion* nightmare* tearful hopeless sectioned
    sectioning crisis-team counsell* psychiatr* overdose* breakdown suizid* selbstmord* selbstverletz* ritzt panik*
    zwang* ptbs bipolar* schizophren* adhs magersucht* halluzin* wahn* verfolgt* albtraum* weint hoffnungslos
    zwangseinweis* krisen* nervenzusammenbruch scarif* panique* angoiss* toc stress-post bipolaire maniaque psychos*
    psychotique* tdah boulimi* delir* persecut* parano* cauchemar* pleure desespoir hospitalisation-sous`,
  treatment: `sonde* sondevoeding infuus* zuurstof* beademing* beademd intuba* intensive morfine* dialyse* chemo*
    bestraal* bestraling* radiotherap* immuuntherap* transplant* stamcel* amputat* prothese* stoma drain* hechting*
    gehecht gips* spalk* brace* kous* steunkous* compressie* verband* wondverzorg* zwachtel* katheter* inhaler*
    puffer* pufje* epipen auto-injector injectie* prik prikken geprikt insuline* spuit* vernevel* verneveling
    hoestdrank zalf zalven druppels oogdruppels pleister* terminaal palliatief* euthanas* sedatie* hospice* reanim*
    nietreanimeren ambulance* spoed* spoedeisende eerstehulp seh opname* opgenomen ontslagen nacontrole* nazorg
    revalid* fysio* logoped* ergo* dietist* podoloog* pedicure* mantelzorg* drip drips oxygen ventilat* intubat* icu
    morphine dialysis radiother* immunother* stem-cell prosthe* drain stitche* stitches splint* brace stocking*
    dressing* catheter* nebul* injection* jab insulin* syringe* ointment* eyedrops plaster* terminal palliative
    euthan* sedat* hospice resus* dnr a&e casualty admitted discharged aftercare rehab* physio* podiatr* chiropod*
    infusion* tropf sauerstoff* beatm* intub* intensivstation morphium* bestrahl* immunther* stammzell* amput*
    drainage genaht faden schiene* bandage* kompress* wundversorg* inhalat* inhalator* notfallset notarzt* spritze*
    salbe* tropfen pflaster palliativ* sterbehilfe sediert* hospiz rettungsdienst* notaufnahme* eingewiesen entlassen
    nachsorge* reha* krankengymn* logopad* sonde perfusion* oxygene ventil* reanimation dialyse chimio* greffe*
    stomie platre* attelle* pansement* inhalateur* ventoline stylo piqure* seringue* pommade* gouttes palliatif* samu
    urgences hospitalis* reeduc* kine*`,
  addiction: `drinkt dronken dronk aangeschoten nuchter clean terugval afkick* detox* ontwenn* blowt blowen joint*
    coke snuift gebruikt verslaafd* verslaving* gokt gokken gokverslaaf* pillen methadon* spuiten heroine crack
    lachgas drunk drinks drinking sober relaps* rehab detox withdraw* joint joints snorts addict* gambl* methadone
    heroin trinkt betrunken nuchtern ruckfall* entzug* entgift* kifft kiffen koks* suchtig* sucht* spielsucht
    methadon boit ivre alcool* sobre rechute* sevrage* desintox* cocaine drogue* depend*`,
  disability: `rolstoel* rollator* scootmobiel* tillift* traplift* hoortoestel* gehoorapparaat* blind slechtziend*
    doof slechthorend* beperkt* beperking* verstandelijk* zwakbegaafd* lvb gehandicapt* invalide* arbeidsongeschikt*
    mobiliteit* hulpbehoevend* zorgbehoev* begeleid* wlz wmo pgb zzp indicatie* indicatiestelling* belastbaar* loopt
    nauwelijks bedlegerig* luier* luiers wheelchair* mobility hoist stairlift hearing-aid* partially-sighted deaf
    disab* learning-disab* incapacity housebound bedridden bedbound care-package blue-badge nappies rollstuhl*
    treppenlift* horgerat* sehbehindert* gehorlos* schwerhorig* behinder* schwerbehind* erwerbsunfah* erwerbsgemind*
    arbeitsunfah* arbeitsfahig* pflegegrad* pflegestufe* bettlagerig* windel* gehstrecke fauteuil* deambulateur*
    monte-escalier appareil* aveugle malvoyant* sourd* malentend* handicap* invalid* inapte* grabataire* alite*
    autonomie gir dependance*`,
  sickleave: `ziekgemeld* ziekmelding* verzuim* ziekteverlof* reintegr* re-integr* bedrijfsarts* arboarts*
    uitgevallen thuisgebleven hersteld herstelmelding opbouw* poortwachter* probleemanalyse* belastbaarheid*
    sick-note sicknote fit-note off-sick sickness-absence long-term-sick phased return-to-work signed-off
    krankgeschrieben krankmeld* krankschreib* krankenstand au-bescheinig* wiedereinglied* betriebsarzt* fehlzeit*
    ausgefallen arret-maladie arrets mi-temps therapeutique inaptitude medecine-du-travail`,
  carer: `huisartsenpost* wijkverpleeg* thuiszorg* kraam* consultatiebureau* schoolarts* jeugdarts* ggz* psychiater*
    psycholoog* specialist* internist* cardioloog* neuroloog* oncoloog* dermatoloog* uroloog* gynaecoloog* orthopeed*
    chirurg* anesthes* kinderarts* kno-arts* oogarts* tandarts* mondhygien* kaakchirurg* orthodont* apotheker*
    verpleeghuis* verzorgingshuis* gp surgery district-nurse health-visitor midwi* consultant* cardiolog* neurolog*
    oncolog* dermatolog* urolog* gynaecolog* orthopaed* surgeon* anaesth* paediatric* dentist* hygienist* pharmacist*
    nursing-home care-home hausarzt* facharzt* kinderarzt* frauenarzt* hautarzt* augenarzt* ohrenarzt* kardiolog*
    onkolog* zahnarzt* kieferchirurg* kieferorthop* pflegeheim* altenheim* hebamme* sozialstation* schularzt*
    medecin* specialiste* gynecolog* orthoped* chirurgien* pediatre* dentiste* pharmacien* ehpad infirm* sage-femme*
    assistante-maternelle`,
  pregnancy: `zwanger* bevall* bevalling* miskraam* abortus* abortuskliniek overtijd kinderwens* ivf iui spiraal*
    anticoncep* pil eisprong* weeen stuit* stuitligging keizersnee* doodgeboren* prematuur* couveuse* borstvoeding*
    kraambed* pregnan* miscarr* abort* terminat* overdue fertility coil contracep* labour breech caesarean c-section
    stillborn* premature incubator breastfeed* schwanger* fehlgeburt* abtreib* kinderwunsch* spirale verhut* wehen
    steisslage kaiserschnitt* totgeb* fruhgeb* brutkasten stillt gebart enceinte* grossesse* fausse-couche ivg avort*
    fiv sterilet contractions siege cesarienne* mort-ne premature* couveuse allait* accouch*`,
  crime: `betrapt heterdaad gestolen ontvreemd* wegneemt jatte jatten gejat pikt gepikt greep buitgemaakt inbreker*
    dader* aangifte politie* opgepakt aangehouden* arrestatie* gearresteerd cel boeien enkelband* vernield* bekrast
    beklad* vechtpartij* knokte klappen duwde geschopt geduwd gewurgd wurg* huiselijk* slachtoffer* ontvoer*
    chantage* gechanteerd naaktfoto* sexting grooming ondermijn* plofkraak* hennepkwekerij* drugslab* straatroof*
    zakkenroll* winkeldief* fietsendief* jerrycan* rijverbod* rijontzegging* promillage* doorgereden
    alimentatiefraude uitkeringsfraude* zwartwerk* zwart illegaal* valse vervalst* valsheid* schijnhuwelijk* caught
    nicked pinched swiped pocketed burgled culprit suspect* arrested arrest cuffed tagged vandalis* scuffle punched
    kicked shoved strangl* domestic victim* kidnap* blackmail* nudes county-lines mugg* pickpocket* breathaly*
    hit-and-run forged forgery counterfeit* illegal* cash-in-hand ertappt erwischt gestohlen* entwendet* geklaut
    klaut einbrecher* tater* verdachtig* beschuldigt* anzeige* polizei* festgenommen* verhaft* fussfessel* zerkratzt
    randal* schlagerei* getreten gewurgt hausliche* opfer* entfuhr* erpress* nacktbild* raub* taschendieb* ladendieb*
    fahrerflucht* promille* falschung* gefalscht* schwarzarbeit* angetroffen surpris* vole voles volee vol vols
    derobe* larcin* cambriol* coupable* plainte* police* gendarm* interpell* arrete* menotte* cellule bracelet
    vandal* bagarre* frappe* coups etrangl* conjugal* victime* enlev* chantage extors* racket* delit* alcootest faux
    falsif* contrefa* travail-au-noir`,
  justice: `rechtszaak* zitting* vonnis* veroordeeld* vrijgesproken* celstraf* taakstraf* werkstraf* voorwaardelijk*
    proeftijd* reclasser* tbs isd jeugddetentie* pij gevangenis* gevangen detentie* gedetineerd* vrijgelaten*
    strafblad* vog antecedent* dagvaard* officier rechter-commissaris advocaat* pleidooi* beroep schikking* boete*
    strafbeschik* ots halt-straf jeugdreclasser* contactverbod* gebiedsverbod* huisverbod* aanklacht* getuig* court
    hearing* verdict* sentence* convicted acquitted custodial community-order suspended probation parole prison jail
    inmate remand bail released criminal-record dbs summons* prosecut* indict* charged charges restraining exclusion
    injunction witness* caution* prozess* urteil* verurteil* freigesprochen* haftstrafe* haft bewahrung*
    sozialstunden jva gefangnis* inhaftiert* entlassen fuhrungszeugnis* vorbestraft* vorstrafe* anklage*
    staatsanwalt* kontaktverbot* hausverbot* zeuge* bussgeld* u-haft proces audience* jugement* condamne* acquitt*
    prison* sursis ecrou* detenu* detention* libere* casier* convocation procureur* mise-en-examen garde-a-vue
    temoin* amende* interdiction ordonnance spip tig`,
  belief: `moslim* islam* gelovig* bekeer* gedoopt* doop kerkelijk* kerk* gereformeerd* katholiek* joods* jodendom
    hindoe* boeddhis* jehova* hoofddoek* halal koosjer* ramadan moskee* synagoge* uitgetreden* uitschrijv* dominee*
    imam* pastoor* biecht* afkomst etnis* roma sinti huidskleur* donker getint antilliaans* marokkaans* turks*
    surinaams* moluks* muslim* believer* convert* baptis* church* catholic* jewish jew hindu* buddhis* jehovah*
    headscarf kosher mosque* synagogue* vicar* priest* confess* ethnic* descent traveller* asian glaubig* konvert*
    getauft* kirche* katholisch* evangelisch* judisch* zeuge kopftuch* koscher* moschee* pfarrer* austritt
    ausgetreten herkunft ethnisch* hautfarbe* musulman* croyant* eglise* catholique* juif juive* hindou* bouddhis*
    jehovah voile casher mosquee* cure pasteur origine* ethni* rom gitan*`,
  sexuality: `homo* lesbisch* biseksueel* transgender* transvrouw* transman* transitie geaardheid* coming-out
    vriendje vriend minnaar* minnares* vreemdgaan* vreemdgaat affaire* verhouding* overspel* prostitu* escort* seks*
    soa-test hormonen* geslacht* voornaamwoord* twee mannen vrouwen genderdysforie* gay lesbian* bisexual* trans
    transition* orientation boyfriend girlfriend lover mistress affair* cheating adulter* sex* prostitut* hormones
    pronoun* dysphoria schwul* bisexuell* trans* transition orientierung* outing geliebte* affare* fremdg* ehebruch*
    hormone* geschlecht* pronomen lesbienne* bisexuel* transgenre* amant* maitresse* liaison* infidel* sexe* sexuel*
    genre pronom*`,
  politics: `vakbond* vakbondslid* fnv cnv kaderlid* staking* stak gestaakt lidmaatschap* partijlid* stemt stemde
    gestemd stemgedrag* ondernemingsraadslid* actievoerder* pvv d66 vvd pvda groenlinks bij1 denk sgp union*
    shop-steward* striker* strike membership* voted votes party-member* activist* tory gewerkschaft* streik*
    beigetreten mitgliedschaft* parteimitglied* wahlt gewahlt aktivist* verdi igmetall ig-metall afd spd cdu
    syndicat* syndique* greve* gréviste* adhesion* adherent* voté militant* cgt cfdt fo`,
  childcare: `ots uhp uithuisplaats* pleegzorg* pleegkind* pleegouder* pleeggezin* gezinshuis* veilig-thuis
    veiligthuis kindermishandel* jeugdbescherm* gezinsvoogd* voogdij* voogd omgang* omgangsregeling* bezoekregeling*
    thuissituatie* verwaarloos* blauwe plekken ongewassen honger spijbel* schoolverzuim* leerplicht*
    leerplichtambtenaar* gepest pesten pest* schorsing* geschorst zorgleerling* zorgteam* handelingsplan*
    groeidocument* opp ondersteuningsplan* mdo ib-er schoolmaatschappelijk* kindgesprek* ouderschapsplan* co-ouder*
    gezag* logeeradres crisisplek* weggelopen foster* safeguard* social-services social-worker* care-order
    child-protection neglect* bruises unwashed truan* attendance excluded exclusion bullied bully* senco sen ehcp
    custody contact-centre guardian* runaway* jugendamt* pflegefamilie* pflegekind* inobhutnahme* kindeswohl*
    vormund* umgang* sorgerecht* vernachlass* blaue flecken ungewaschen hungrig schulschwanz* schulverweis* gemobbt*
    mobbing forderplan* forderakte* familienhilfe* placement* famille-d'accueil ase aemo mesure-educative
    signalement* maltrait* neglig* bleus affame absenteis* exclu harcele* harcelement pps geva-sco pap alternee
    tutelle* fugue*`,
  staffmatter: `functioner* disfunctioner* beoordeling* waarschuwing* officiele ontslag* ontslagdossier*
    verbetertraject* vaststellings* schorsing* op-non-actief nonactief grensoverschrijd* pestgedrag* ongewenst*
    conflict* verhouding underperform* appraisal* warning* dismiss* disciplinar* grievance* misconduct harass*
    settlement suspended leistung* abmahn* kundig* aufhebungsvertrag* freigestellt* beschwerde* belastig*
    fehlverhalten* evaluation* avertissement* licenci* rupture-conventionnelle faute mise-a-pied plainte* harcel*`,
  fiction: `personage* hoofdpersoon* hoofdrol* antagonist* verhaallijn* verhaal* hoofdstuk* manuscript* roman*
    novelle* gedicht* prentenboek* prent prenten tekstballon* ballon* strook stripverhaal* scenario* scene scenes
    bedrijf akte draaiboek repetitie* regie* regisseur* acteur* actrice* souffleur* decor* tekstboek* hoorspel*
    luisterspel* dialoog dialogen cliffhanger* plot plottwist* slotzin* openingszin* verzonnen verzin* bedacht
    fantasie* sprookje* musical* libretto* inzending* schrijfwedstrijd* lezersreactie* flaptekst* drukproef*
    illustratie* illustrator* game-dialoog quest npc character* protagonist* storyline* chapter* novel* novella*
    poem* picture-book balloon* panel panels comic* screenplay* script act rehearsal* director* actor* actress*
    prompter* set-design radio-play dialogue* opening-line made-up invented imaginary fairy* story-prize blurb proofs
    illustrat* storyboard* curtain stage playwright* figur* hauptfigur* handlungsstrang* kapitel* manuskript*
    bilderbuch* sprechblase* drehbuch* szene* akt probe* schauspiel* rolle souffleu* buhnenbild* horspiel* dialog*
    spannungsbogen pointe erfunden* marchen* einsendung* klappentext* illustr* puppenspiel* vorhang personnage*
    protagoniste* intrigue* chapitre* manuscrit* nouvelle* poeme* album bulle* planche* bd scene* acte repetition*
    metteur* comedien* role* feuilleton* chute invente* imaginaire* conte contes livret* quatrieme rideau`,
  education: `casus casussen oefencasus oefenopgave* opgave* vraagstuk* som sommen toets* tentamen* proefwerk*
    antwoordmodel* nakijk* rubric* leerdoel* lesbrief* werkcollege* hoorcollege* practicum* simulatie*
    simulatiepatient* rollenspel* werkblad* reader syllabus powerpoint dia slides lessen cursist* bereken*
    beargumenteer* bespreek benoem samenvatting* stellingname oefenpatient* fictieve voorbeeldcasus* invulblad*
    huiswerk* case-study vignette* exercise* worksheet* exam* mark-scheme learning-objective* lecture* seminar*
    tutorial* role-play simulat* lesson* trainee* calculate discuss explain summarise homework quiz handout*
    hypothetical fallbeispiel* ubungsfall* ubung* aufgabe* klausur* losungsblatt* lernziel* vorlesung* rollenspiel*
    arbeitsblatt* folie folien unterricht* berechne* erlautere* diskutier* zusammenfass* hausaufgabe* merkblatt*
    lehrgang* cas-pratique exercice* enonce* controle examen* corrige* bareme objectif* cours td tp jeu-de-role
    fiche* support diapo* lecon* calcule* calculez expliquez discutez resume* devoir* stagiaire* formation*`,
  testdata: `testpersoon* testpatient* testklant* testaccount* testomgeving* acceptatieomgeving* oefenomgeving*
    sandbox dummy* fictief* verzonnen jansen-test voorbeeldgegevens voorbeeldrecord* proefbestand* oefenbestand*
    testbestand* testset* nepgegevens* lorem ipsum mustermann muster placeholder* mock* fixture* staging demo
    demodata test-patient* test-customer* test-account* dummy sample-data seed-data made-up testperson* testkunde*
    testumgebung* musterkunde* musterfrau beispieldaten erfundene erfunden* patient-test jeu-d'essai jeu-de-donnees
    donnees-de-test bac-a-sable fictif* fictives exemple* dupont-test`,
  animal: `koe koeien kalf kalveren stier melk melkvee uier labmaag* pens klauw* vaars geit* schaap schapen lam
    lammeren varken* biggen kip kippen haan eend* kat katten kater poes kitten* hond honden reu teef pup* puppy*
    paard* pony* merrie* veulen* hengst* konijn* cavia* hamster* papegaai* parkiet* schildpad* vis vissen bijen
    imker* varroa broed* nest* worp dierenarts* gechipt castrat* gecastreerd* sterilis* ontwormd* vlooien
    tekenmiddel* hoefsmid* stal* kennel* asiel* cow cows calf calves bull herd udder dairy heifer* goat* sheep ewe*
    lamb* pig* piglet* hen hens cockerel duck* cat cats tomcat dog dogs bitch puppy horse* pony mare* foal* stallion*
    rabbit* guinea parrot* tortoise* bees beekeep* hive* brood* litter vet vets neuter* spay* wormed flea* farrier*
    stable* kuh kuhe kalb* kalber bulle* euter* labmagen* klaue* ziege* schaf* lamm* schwein* ferkel* huhn huhner
    ente* katze* hund hunde rude hundin welpe* pferd* stute* fohlen* kaninchen meerschwein* papagei* biene* beute
    wurf tierarzt* kastr* entwurm* flohe zecken* hufschmied* stall* zwinger vache* veau veaux taureau* troupeau* pis
    genisse* chevre* brebis mouton* agneau* porc* truie* poule* coq canard* chat chats chatte* chaton* chien*
    chienne* chiot* cheval* jument* poulain* etalon* lapin* cochon perroquet* abeille* apicult* ruche* couvain portee
    veterinaire* castr* vermifug* puces tiques marechal-ferrant ecurie*`,
  secrecy: `embargo* stilhouden zwijgen zwijgplicht* onderons binnenskamers mondje dicht versnipper* vernietig*
    verscheur* lekt lekken uitgelekt voortijdig* onder-embargo confidential* hush shred burn nda off-the-record leak*
    leaked sealed undisclosed between-us vertraulich* stillschweig* verschwieg* schredder* vernicht* durchgesickert*
    unter-uns sperrfrist* confidentiel* discret* discretion detrui* dechir* fuite* entre-nous huis-clos`,
  knowhow: `receptuur* formule* samenstelling* mengverhouding* procede* brouwsel* bindmiddel* toevoeg* legering*
    additief* broncode* algoritme* tekening* ontwerp* prototype* octrooi* patent* proefopstelling* silaan stearaat
    recipe* formula* formulation* composition additive* alloy* source-code algorithm* drawing* rezeptur* rezept*
    zusammensetz* mischung* zusatz* legierung* quellcode* prototyp* verfahren* recette* composition* melange*
    additif* alliage* code-source algorithme* brevet*`,
}
