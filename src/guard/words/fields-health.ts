import type { FieldLists } from '../models/fields.ts'

/** Fields of meaning about health and care, in Dutch, English, German and French. */
export const fieldsHealth: FieldLists = {
  body: `hoofd schouder* elleboog pols hand handen vinger* duim borst* borsten buik* onderbuik maag* lever* nier
    nieren nier* blaas* darm* hart* long longen long* knie knieen heup* enkel* voet voeten teen tenen hiel rug*
    nek*
    keel* neus* oor oren ogen oog oog* tong tand tanden kies kiezen gebit kaak* huid* hersen* brein bloed* bot
    botten spier* pees gewricht* wervel* ruggen* baarmoeder* eierstok* prostaat* schildklier* alvleesklier
    lymfe* galblaas slokdarm lies okse* bekken* zenuw* schedel ribben rib kuit
    head shoulder* elbow wrist finger* thumb chest breast* belly stomach* abdomen liver kidney* bladder bowel*
    heart* lung* knee* hip hips ankle* foot feet toe toes heel spine spinal back neck throat nose ear ears eye
    eyes tongue tooth teeth jaw skin brain* bone* muscle* tendon* joint* womb uterus ovary ovaries prostate
    thyroid pancreas lymph* gallbladder groin armpit pelvis nerve* skull rib ribs calf hip gum gums scalp
    kopf schulter* ellbogen handgelenk finger* daumen brust* bauch* magen* leber* niere* blase darm* herz*
    lunge* knie* hufte* knochel fuss fusse zehe* ferse rucken* nacken hals* nase ohr ohren auge* zunge zahn*
    zahne kiefer haut* gehirn* knochen* muskel* sehne* gelenk* wirbel* gebarmutter eierstock* prostata
    schilddruse lymph* gallenblase leiste becken* nerv* schadel rippe* wade
    tete epaule* coude poignet doigt* pouce poitrine sein seins ventre estomac foie rein reins vessie intestin*
    coeur poumon* genou* hanche* cheville* pied pieds orteil* talon dos cou gorge nez oreille* oeil yeux langue
    dent dents machoire peau cerveau muscle* tendon* articulation* vertebre* uterus ovaire* thyroide vesicule
    aine bassin nerf nerfs crane cote mollet`,
  symptom: `*pijn pijn* pijnlijk* *klachten klachten koorts* hoest* braakt braken overgeven overgegeven gebraakt
    misselijk* duizelig* flauwgevallen benauwd* kortademig* jeuk* uitslag zwelling* gezwollen opgezet bult*
    knobbel* bloeding* bloedt bloedde bloedverlies wond* wondje* etter* pus ontsteking* *ontsteking ontstoken
    kramp* tintel* gevoelloos* verlam* zwak* moe vermoeid* *vermoeidheid uitgeput hoofdpijn migraine* slapeloos*
    diarree verstop* obstipatie jeukt krabt blauwe blaren trilt trillen beeft hartkloppingen zweet* rillingen
    slikt slikken verslikt huiduitslag hees schor wazig dubbelzien oorsuizen snurkt incontinent* plast
    bedplassen misvormd doorligplek* decubitus oedeem vocht
    pain* ache* aching *ache sore soreness fever* cough* vomit* throwing threw nausea* nauseous dizz* faint*
    breathless* wheez* itch* rash* swelling swollen lump* bleed* bleeding bled wound* pus infection* infected
    inflamed cramp* tingling numb* paraly* weak* weakness tired* fatigue* exhausted insomnia sleepless*
    diarrhoea diarrhea constipat* blister* bruise* bruising trembl* shak* palpitation* sweat* shiver* choke*
    choking hoarse blurred tinnitus snore* incontinen* bedwetting oedema edema discharge limp* seizure* fit fits
    twitch* unsteady sick unwell poorly
    *schmerz *schmerzen schmerz* fieber* husten* erbrech* erbricht ubelkeit schwindel* ohnmachtig atemnot
    kurzatmig* juck* ausschlag schwellung* geschwollen knoten beule blutung* blutet wunde* eiter* entzund*
    *entzundung krampf* kribbel* taub gelahmt lahmung* schwach* mude mudigkeit erschopf* schlaflos* durchfall
    verstopfung blasen blaue zittert zittern herzrasen schweiss* schuttelfrost verschluckt heiser verschwommen
    tinnitus inkontinen* odem* ausfluss anfall krampfanfall dekubitus
    douleur* *algie mal fievre* tousse toux vomi* nausee* vertige* malaise* essouff* demange* eruption gonfle*
    gonflement boule grosseur saigne* saignement* plaie* pus infection* inflamm* crampe* fourmill* engourd*
    paralys* faible* faiblesse fatigue* epuis* insomnie* diarrhee constip* ampoule* bleus tremble* palpitation*
    sueur* frisson* avale enroue* flou acouphene* incontinen* oedeme* crise convulsion* escarre*`,
  disease: `*kanker kanker* tumor* *tumor uitzaai* metastas* carcinoom leukemie diabet* suikerziekte astma* copd
    epilep* reuma* jicht artrose artritis dementie* dement* alzheimer* parkinson* hartinfarct herseninfarct
    infarct* beroerte* tia hartfalen boezemfibrilleren longontsteking pneumonie hepatitis hiv aids soa tbc
    tuberculose crohn colitis coeliakie psoriasis eczeem hernia osteoporose fibromyalgie migraine staar glaucoom
    endometriose anemie bloedarmoede trombose embolie sepsis nierfalen levercirrose cirrose galstenen
    blindedarm* mrsa norovirus corona* covid* griep influenza schurft luizen gordelroos herpes gonorroe
    chlamydia lyme ziekte* *ziekte syndroom* *syndroom aandoening* *aandoening afwijking* stoornis* *stoornis
    allerg* hooikoorts anafyla* botbreuk gebroken breuk* fractuur* hersenschudding verrekt verstuik* kneuzing
    gekneusd ernstig* chronisch* acuut erfelijk* schisis bruxisme spina scoliose spasti* hersenbloeding
    hersenletsel slaapapneu
    cancer* tumour* tumor* metasta* carcinoma leukaemia leukemia lymphoma diabet* asthma* copd epilep* arthritis
    rheumat* gout dementia alzheimer* parkinson* stroke* infarct* fibrillation pneumonia hepatitis hiv std tb
    tuberculosis crohn* colitis coeliac celiac psoriasis eczema hernia osteopor* fibromyalgia migraine*
    cataract* glaucoma endometriosis anaemia anemia thrombosis embolism sepsis cirrhosis gallstone* appendic*
    mrsa norovirus covid* flu influenza scabies lice shingles herpes gonorrh* chlamydia lyme disease* syndrome*
    disorder* condition allerg* hayfever anaphyla* fracture* fractured broken concussion sprain* sprained
    dislocat* chronic* acute hereditary sclerosis meningitis cerebral palsy scoliosis bipolar haemorrh* apnoea
    diagnos*
    krebs* *krebs tumor* metastas* karzinom leukamie diabet* asthma* epilep* rheuma* gicht arthrose arthritis
    demenz* dement* parkinson* herzinfarkt schlaganfall* infarkt vorhofflimmern lungenentzundung hepatitis
    tuberkulose zoliakie schuppenflechte neurodermitis ekzem bandscheibenvorfall hexenschuss osteoporose migrane
    grauer star glaukom endometriose anamie blutarmut thrombose embolie sepsis nierenversagen zirrhose
    gallensteine blinddarm* grippe kratze gurtelrose herpes *krankheit krankheit* erkrank* *erkrankung syndrom
    storung* *storung allerg* heuschnupfen knochenbruch gebrochen bruch fraktur* gehirnerschutterung verstaucht
    prellung chronisch* akut erblich* diagnos*
    cancer* tumeur* metasta* carcinome leucemie diabet* asthme* bpco epilep* rhumat* goutte arthrose arthrite
    demence* alzheimer parkinson* infarctus avc fibrillation pneumonie hepatite vih sida tuberculose crohn
    colite coeliaque psoriasis eczema hernie osteoporose fibromyalgie migraine* cataracte glaucome endometriose
    anemie thrombose phlebite embolie septicemie cirrhose calculs appendic* grippe covid* gale poux zona herpes
    maladie* syndrome trouble* allerg* rhume fracture* casse cassee commotion entorse foulure chronique* aigu
    aigue hereditaire sclerose meningite handicap diagnos*`,
  mind: `depress* somber* neerslachtig* angst* angstig* paniek* panisch burn-out burnout overspannen
    overspannenheid stress* spanningsklachten suicid* zelfmoord* zelfdoding zelfbeschadig* snijdt automutil*
    psychose psychotisch* psychisch* psychiat* verward* waan* stemmen hallucin* manisch* manie bipolair
    borderline schizofren* autis* adhd add ptss trauma* getraumat* dwang* fobie* eetstoornis anorexia boulimi*
    rouw* huilt huilde huilen huilbui* wanhopig* radeloos eenzaam* isoleert teruggetrokken zelfbeeld slaapt
    piekert piekeren nachtmerrie* prikkelbaar agressief onrustig* dwaalt vergeetachtig* geheugen* dissoci*
    levensmoe
    depress* low anxious anxiety panic* burnout burnt burned stress* stressed suicid* self-harm* cutting
    psychosis psychotic psychiatr* mental* confused confusion delirious delirium delusion* voices hallucinat*
    manic mania bipolar borderline schizophren* autis* adhd ptsd trauma* traumatised ocd phobia* anorexi*
    bulimi* grief griev* bereave* crying cries cried tearful weepy hopeless despair* lonel* isolated withdrawn
    nightmare* irritable aggressive restless wander* forgetful memory dissociat* overwhelmed breakdown
    depress* niedergeschlagen angst* angstlich* panik* burnout uberlast* stress* suizid* selbstmord* ritzt
    selbstverletz* psychose psychotisch* psychisch* psychiat* verwirrt* wahn* stimmen halluzin* manisch* bipolar
    borderline schizophren* autis* adhs trauma* zwang* phobie essstorung magersucht bulimi* trauer* weint weinte
    weinen verzweifelt einsam* isoliert zuruckgezogen albtraum* reizbar aggressiv unruhig* vergesslich*
    gedachtnis
    depress* deprime* anxieux anxieuse anxiete angoiss* panique burn-out burnout surmen* stress* suicid* mutil*
    scarif* psychose psychotique psychiatr* psychique* confus* delire* hallucin* maniaque bipolaire borderline
    schizophren* autis* tdah trauma* tocs phobie* anorexi* boulimi* deuil pleure* pleurait larmes desespe* seul*
    isole* cauchemar* irritable agressi* agite* memoire oublie*`,
  addiction: `verslav* verslaafd* alcohol* drank* drinkt dronk drinken dronken clean nuchter ontwenning*
    ontgift* afkick* detox* terugval* cocaine coke heroine cannabis blowt wiet ghb xtc speed methadon* gebruiken
    gebruikt gokken gokt gokverslaving gokschuld* casino rookt opname kliniek jellinek naald spuit
    addict* alcohol* drinking drinks drunk sober clean rehab* detox* relaps* cocaine heroin cannabis weed
    methadone overdose* gambling gambles gambled casino bottles substance misuse withdrawal sponsor
    sucht* suchtig* *sucht alkohol* trinkt trank betrunken trocken nuchtern entzug* entgiftung ruckfall* kokain
    heroin cannabis kifft methadon* spielsucht drogen*
    addict* alcool* boit buvait ivre sobre sevrage* cure desintox* rechut* cocaine heroine cannabis methadone
    overdose drogue* joue casino`,
  treatment: `operatie* geopereerd opereren opgenomen opname* behandel* *behandeling therapie* *therapie chemo*
    bestral* kuur* ingreep* narcose verdoving hechting* gehecht transplant* dialyse* infuus* katheter* sonde*
    stoma* drain prothese* pacemaker* stent implant* amputat* vaccin* ingeent prik* spuit injectie* fysio*
    revalid* herstel* genezen* beter nabehandel* nacontrole verwijz* verwezen consult* intake* triage reanim*
    gereanimeerd beademing* beademd zuurstof* isolatie palliatie* terminaal* euthanasie hospice sedatie
    ontslagen thuiszorg* nazorg verband verbonden gips brace kunstheup kunstknie abortus sterilisatie ivf
    huisbezoek
    operation* operated surgery surgeon surgical admitted admission treatment* treat* therap* chemo*
    radiotherap* radiation anaesthe* stitches stitched transplant* dialysis drip catheter* feeding tube stoma
    drain prosthe* pacemaker stent implant* amputat* vaccin* jab jabs injection* inject* physio* rehab* recover*
    recovery healing heal* referral* referred consult* triage resuscitat* cpr ventilator oxygen palliative
    terminal* hospice sedat* discharged bandage* dressing dressings cast brace abortion sterilis* ivf
    transfusion biopsy
    operation* operiert operieren eingriff* eingeliefert behandl* *behandlung therapie* *therapie chemo*
    bestrahl* kur narkose nahte genaht transplant* dialyse* infusion* katheter* sonde* stoma drainage prothese*
    schrittmacher stent implant* amputat* geimpft impf* spritze* physio* reha* genes* heil* uberweis*
    sprechstunde aufnahme reanim* beatm* sauerstoff* palliativ* hospiz sediert entlassen verband* verbande gips
    orthese abtreibung transfusion
    operation* opere* chirurg* hospitalis* admis traitement* traite* soigne* therap* chimio* radiotherap* rayons
    anesthesi* points suture greffe* dialyse perfusion* sonde* catheter stomie drain prothese* pacemaker stent
    implant* amput* vaccin* piqure* injection* kine* reeduc* guerison gueri* retabli* orient* consult* reanim*
    respirateur oxygene palliati* hospice sedat* pansement* platre attelle ivg fiv transfusion`,
  test: `uitslag* *uitslag bloedonderzoek bloedprik* prikken geprikt bloedwaard* *waarde waarden lab* mri ct
    echo* scan* foto rontgen* biopt* biopsie* uitstrijkje kweek* urine* ontlasting* onderzoek* punctie endoscop*
    coloscop* gastroscop* ecg eeg hartfilmpje mammogra* dna-test gehoortest longfunctie* bloeddruk* bloedsuiker
    glucose hba1c inr saturatie* cholesterol hb crp creatinine temperatuur pols gewicht bmi controle afspraak
    punt verhoogd verlaagd afwijkend positief negatief besmet getest
    result* bloods bloodwork mri ct ultrasound scan* x-ray xray biops* smear swab* culture urine stool sample
    puncture endoscop* colonoscop* ecg eeg mammogra* audiogram pressure sugar glucose saturation sats
    cholesterol crp creatinine temperature temp pulse weight bmi raised elevated abnormal positive negative
    tested screening
    befund* *befund blutbild blutwert* blutabnahme labor* mrt ct ultraschall rontgen* biops* abstrich* kultur
    urin* stuhl* punktion spiegelung* ekg eeg mammogra* hortest blutdruck* blutzucker zucker* sattigung
    cholesterin temperatur puls gewicht erhoht auffallig positiv negativ getestet wert werte
    resultat* analyse* prise irm scanner echographie radio* biopsie* frottis prelevement* culture urine* selles
    ponction endoscop* coloscop* ecg eeg mammogra* tension glycemie sucre saturation cholesterol temperature
    pouls poids eleve elevee anormal* positif positive negatif serologie depist*`,
  medicine: `medicijn* medicat* *medicatie pil pillen pil* tablet* capsule* zalf* druppels siroop pleister*
    antibiot* penicilline insuline* paracetamol ibuprofen* morfine* oxycodon* pijnstill* bloedverdunner*
    slaappil* antidepress* methylfenidaat ritalin lithium prednison* puffer* inhalator* inhaler* statine*
    recept* herhaalrecept* dosering* dosis mg milligram ml bijwerking* afbouw* opbouwen ophogen baxter* *olol
    *pril *sartan *statine *azol *cilline *pam *zolam *mab *tidine *oxetine *pramine *idon *apine *azine *semide
    *xaban
    medicine* medication* meds pill pills tablet* capsule* ointment drops syrup antibiotic* penicillin insulin*
    paracetamol ibuprofen morphine oxycodone codeine painkiller* bloodthinner* anticoagul* antidepress* ritalin
    lithium predniso* inhaler* statin* prescri* dosage dose doses mg ml side-effect* taper* *olol *pril *sartan
    *statin *azole *cillin *pam *mab *tidine *oxetine *apine *xaban
    medikament* tablette* kapsel* salbe* tropfen sirup antibiot* penicillin insulin* paracetamol ibuprofen
    morphin* schmerzmittel* blutverdunner* schlaftablette* antidepress* lithium kortison rezept* dosierung dosis
    mg ml nebenwirkung* absetz* einnehm* einnahme
    medicament* comprime* gelule* pommade gouttes sirop antibiot* penicilline insuline* paracetamol doliprane
    ibuprofene morphine antidouleur* anticoagul* somnifere* antidepress* lithium cortisone ordonnance* dosage
    dose mg ml secondaires posologie prise`,
  carer: `*arts artsen huisarts* dokter* *arts specialist* *loog psycholo* psychiat* cardiolo* oncolo* neurolo*
    urolo* chirurg* internist gynaeco* verloskund* kraam* verpleeg* verpleging zuster broeder wijkverpleeg*
    wijkzuster verzorg* mantelzorg* tandarts* orthodont* fysio* ergotherap* logoped* dietist* apothek* praktijk*
    ambulance* spoedeisend seh ggz poli* polikliniek ziekenhuis* verpleeghuis* verzorgingshuis* inrichting
    kliniek* hospice* wijkteam bedrijfsarts* arboarts arbodienst begeleid* woonbegeleid* dagbesteding thuiszorg*
    zorg* *zorg bewoner* client* patient* casemanager* ic intensive cardiologie neurologie
    gp gps doctor* dr physician specialist* consultant psycholog* psychiatr* cardiolog* oncolog* neurolog*
    urolog* surgeon* gynaecolog* midwi* nurse* nursing matron carer* caregiver* dentist* orthodont*
    physiotherap* speech dietitian* pharmac* surgery practice ambulance* paramedic* casualty hospital* ward
    clinic* hospice* care caring icu outpatient* cardiology neurology counsellor* therapist* occupational
    arzt* arzte *arzt hausarzt* doktor facharzt* psycholog* psychiat* kardiolog* onkolog* neurolog* urolog*
    chirurg* gynakolog* hebamme* pflege* *pflege schwester pfleger* zahnarzt* physio* ergotherap* logopad*
    apothek* praxis notarzt* rettungs* notaufnahme krankenhaus* klinik* *klinik station altenheim pflegeheim*
    betriebsarzt* sozialdienst betreu* ambulant*
    medecin* docteur* generaliste specialiste* psycholog* psychiatr* cardiolog* oncolog* neurolog* urolog*
    chirurgien* gynecolog* sage-femme infirmi* aide-soignant* soignant* auxiliaire dentiste* orthodont* kine*
    ergotherap* orthophon* pharmaci* cabinet ambulance* samu pompiers urgences hopital* chu clinique* ehpad
    maison soins soin ssiad`,
  pregnancy: `zwanger* bevalling* bevallen bevalt miskraam* abortus* weeen uitgerekend kraam* kraamzorg
    borstvoeding keizersnede* geboren baby* echo termijn ivf vruchtbaar* anticonceptie spiraal* ongesteld
    menstru* overgang
    pregnan* delivery birth miscarr* abortion* contractions due labour breastfeed* caesarean c-section newborn
    baby* ivf fertil* contracepti* period menopaus* trimester
    schwanger* entbind* geburt* fehlgeburt* abtreib* wehen stillen stillt kaiserschnitt neugeboren* baby*
    fruchtbar* verhutung periode wechseljahre
    enceinte* grossesse* accouch* fausse-couche fausse avort* contractions allait* cesarienne bebe* fiv
    contracepti* regles menopause`,
  sickleave: `ziekgemeld* ziekmelding* ziekteverlof verzuim* *verzuim arbeidsongeschikt* re-integrat* reintegr*
    hersteldmeld* betergemeld spoor wia wga iva keuring* gekeurd uitval uitgevallen thuiszit beperkt*
    belastbaar* belasting urenopbouw opbouwen probleemanalyse poortwachter aangepast werkhervatting
    sick-leave sickness absence absences off-sick signed sick-note fit-note unfit long-term phased adjustments
    occupational incapacity disability workload
    krankgeschrieben krankschreibung* krankmeldung* krankgemeldet arbeitsunfahig* wiedereingliederung* fehlzeit*
    ausgefallen bem erwerbsunfahig* erwerbsminderung schwerbehindert*
    arret arrets maladie inapte inaptitude invalidite reprise mi-temps therapeutique absenteisme incapacite
    prolonge prolongation`,
  disability: `rolstoel* rollator* traplift* scootmobiel* invalide* gehandicapt* beperking* *beperking blind*
    slechtziend* doof slechthorend* gehoorapparaat* kunstgebit luier* incontinentiemateriaal bedlegerig* tillift
    douchestoel alarmknop wmo wlz indicatie* pgb hulpmiddel* adl wassen gewassen aankleden mobiliteit loopt valt
    gevallen val gestruikeld bedhek onzelfstandig
    wheelchair* walker zimmer stairlift disab* handicap* blind* deaf hearing-aid hearing incontinence nappies
    pads bedridden hoist washed washing dressing mobility fell fallen fall falls tripped bedrail
    rollstuhl* rollator* treppenlift behindert* *behinderung blind* taub gehorlos* schwerhorig* horgerat*
    windeln bettlagerig* lifter pflegegrad* waschen anziehen gesturzt sturz* hinfallen
    fauteuil roulant deambulateur handicap* aveugle* sourd* malvoyant* malentendant* appareil couche couches
    alite* grabataire leve-personne apa toilette habiller tombe tombee chute chutes dependan* mdph`,
  decline: `achteruit* verslecht* verergerd erger zorgelijk* kritiek* stervend* sterft overleden overlijd* dood
    doodgaan laatste afscheid verward valt gevallen viel vermagerd* afgevallen eet eetlust weigert drinkt suf
    suffig slaperig onwel bewusteloos bijgekomen wakker bed bedlegerig plots plotseling kwijt
    worse* worsen* deteriorat* critical* dying dies died deceased passed death collapse* collapsed unconscious
    appetite refuses drowsy sleepy unresponsive frail awake ventilator goodbye
    schlechter verschlecht* kritisch* sterben stirbt gestorben verstorben* tod todes* abschied gesturzt
    abgenommen isst appetit verweigert schlafrig bewusstlos benommen
    empire* aggrav* pire critique* mourant* meurt mort morte decede* deces adieu tombe* maigri appetit refuse
    somnolent* inconscient* evanoui*`,
}
