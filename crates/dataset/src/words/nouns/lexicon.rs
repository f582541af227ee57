//! English words by what they can be, as far as captions use them.

/// Words before a noun that are no part of what it names.
pub(super) const DETERMINERS: &str = "a an the some this that these those each every another any no all both either neither what half such";
pub(super) const POSSESSIVES: &str = "my your his her its our their whose";
pub(super) const NUMBERS: &str = "one two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand";
pub(super) const PRONOUNS: &str = "i you he she it we they me him them us who whom himself herself itself themselves myself yourself \
    someone somebody something everyone everybody everything anyone anything nobody nothing none there mine yours hers theirs ones which";
pub(super) const AUXILIARIES: &str = "is are was were be been being am isn't aren't wasn't weren't has have had having does do did doesn't don't \
    can could will would shall should may might must cannot can't won't gets get got getting";
/// Words before a verb in its first form.
pub(super) const BEFORE_INFINITIVES: &str =
    "to can could will would should must may might do does did don't doesn't cannot can't";
pub(super) const PREPOSITIONS: &str = "to of in on at by with from into onto for about over under through between behind beside besides near across around \
    along against inside outside above below during without toward towards among amongst off up down out upon within beneath underneath past \
    per via like than throughout amid amidst atop opposite alongside next till until despite beyond except as following";
pub(super) const CONJUNCTIONS: &str = "and or but nor while when because if so although though whereas since before after where how why whether then";
pub(super) const ADVERBS: &str = "not very too also just now here again away back together forward backward forwards backwards still even only once \
    twice always never often sometimes soon already almost around quite rather really well upstairs downstairs upside outdoors indoors \
    underwater aside ahead apart later yet else along nearby alone first second finally eventually meanwhile maybe perhaps instead much more \
    most less least fast further faraway overhead sideways o'clock n't etc please louder faster slower closer higher lower";
pub(super) const ADJECTIVES: &str = "red blue green yellow orange purple pink brown black white grey gray golden silver blonde blond dark light bright \
    pale colorful colourful multicolored big small large little tiny huge giant great long short tall high low wide narrow deep thick thin fat \
    old young new modern ancient vintage elderly beautiful pretty handsome cute lovely nice good bad best better worst ugly happy sad angry \
    scary funny crazy silly serious calm busy tired afraid excited eager naked nude bald pregnant sexy blind deaf fresh raw ripe dry wet hot cold \
    warm cool frozen hard soft heavy loud quiet fast slow quick clean dirty empty full open closed clear cloudy sunny rainy snowy windy foggy \
    sandy rocky grassy muddy wooden metallic plastic electric electronic digital acoustic musical mechanical flat round square sharp steep smooth \
    rough different various several many few other same own similar additional extra single double main next last final first second third whole \
    entire real live free private local foreign famous popular professional traditional cultural social political national international \
    american indian chinese japanese african asian european british french german italian mexican russian korean spanish human \
    animated homemade aerial panoramic upper lower front rear left right middle upcoming current various delicious tasty healthy sweet spicy \
    salty sour bitter hungry wild domestic urban rural tropical natural medical scientific educational religious romantic dangerous safe strong \
    weak rich poor special common rare strange weird unique perfect simple easy difficult possible available alive dead asleep awake alone \
    overweight faint distant continuous constant sudden gentle steady brief low-pitched high-pitched intermittent repetitive early late ready able close rapid minor consistent shrill solid fancy messy shiny fluffy curly furry hairy bare elderly teenage blurry noisy muffled";
/// Nouns that the endings or the verbs below would take for something else.
pub(super) const NOUNS: &str = "sporting thing king ring string wing spring building wedding morning evening ceiling clothing painting swing earring beijing \
    wrestling boxing gymnastics pudding icing dumpling stocking railing lighting clearing crossing opening bowling frosting sibling \
    duckling darling meeting writing bedding landing parking setting drawing feeling scaffolding shilling stuffing surfing skateboarding \
    snowboarding skiing karting cycling rafting bed seed weed shed sled speed breed reed deed bread hundred \
    family fly butterfly belly jelly lily bully assembly supply ally italy dragonfly firefly trolley jersey july \
    bus buses glass grass dress class boss mess kiss bass canvas gas lens pants jeans shorts scissors glasses sunglasses goggles clothes \
    tennis chess news series species lotus cactus circus iris virus octopus walrus platypus hippopotamus chorus campus focus princess actress \
    waitress fortress mattress compass headphones stairs sports cards games physics mathematics politics \
    man woman boy girl child baby person lady guy kid people men women children crowd dog cat car table ball room street \
    road field stage guitar piano beach city hand face head hair floor adult male female music traffic fabric mechanic comic picnic clinic topic garlic panic magic graphic public critic arctic attic fish lot";
/// Nouns that mean many without an `s`.
pub(super) const PLURALS: &str = "people men women children police feet teeth mice geese sheep deer fish cattle guys kids gentlemen businessmen policemen firemen";
/// Verbs in their first form; most of them can be nouns as well.
pub(super) const VERBS: &str = "accept accelerate ache act add address adjust admire aim amble announce answer appear applaud apply approach argue arrange \
    arrive ask assemble assist attach attack attempt attend audition bake balance bang bark bat bathe battle beat become beep beg begin bend bet bind \
    bite blare blast bleat bleed blend blink block blow board boast boil bounce bow bowl box braid brake break breathe brew bring broadcast brush bubble \
    build bump burn burp burst bury button buy buzz call camp capture caress carry carve cast catch cause celebrate chant chase chat chatter cheer chew \
    chime chirp choose chop clang clank clap clatter clean clear click climb clink clip close cluck collapse collect collide color comb come comfort \
    comment commentate communicate compete complain complete compose connect consider construct contain continue converse cook cool coo cough count cover crack crackle \
    crash crawl creak create croak cross cruise crumble crumple crunch crush cry curl cut cuddle cycle dance dash deal decide decorate deliver demonstrate describe design \
    destroy dice die dig dip disassemble discuss display dive do dodge double drag drain draw dream dress dribble drift drill drink drip drive drop drum \
    drown dry dump dunk eat echo edit embrace emerge end enjoy enter escape exchange exercise exit explain explode explore express extend face fade fall fasten fear feed feel \
    fight fill film find finish fire fish fit fix flap flash flick flip float flow fly fold follow form freeze fry gallop gargle gather get give glide glue go grab \
    graze greet grill grind grip groom growl grow grumble grunt guard guide hammer hand handle hang happen harvest haul have hear heat help hide highlight hiss hit hold honk hop hover howl hug hum hurt \
    ignite illustrate imitate impersonate improvise include inflate injure inspect install instruct interact interview introduce invite iron jog join joke juggle jump keep kick kill kiss \
    knead kneel knit knock land laugh launch lead lean leap learn leave lick lie lift light like line listen live load lock look lose love lower make march mark marry massage measure meet melt \
    meow milk mimic mix moan mop mount move mow mumble murmur narrate navigate need neigh nod observe offer oink open operate order overlook pack paddle paint pan park participate pass \
    pat pause pay pedal peel peep perform pet pick pile pinch pitch place plant play plow plug point poke polish pop pose pour practice prance prepare present press pretend print proceed produce promote propose protest provide pull pump punch \
    purr push put puff quack race rain raise rap rattle reach react read reap receive recite record relax release remain remove repair repeat report rescue rest return rev reveal review ride ring rinse rip rise roar roast rock \
    roll rotate row rub ruffle rumble run rush rustle sail salute sand saw say scoop scratch scrape scream screech screw scroll scrub search see seem sell send serve set sew shake shape share shave shear \
    shine shoot shop shout shovel show shower shred shuffle shut sift sign sing sink sip sit skate skateboard ski skip slam slap sleep slice slide slip slurp smash smell smile smoke snap sneeze sniff snore \
    snow snowboard soak solve somersault sound spank spar spar speak spin spit splash split spray spread spread sprinkle sprint squat squawk squeak squeal squeeze squirt stack stamp stand star stare start stay steal steer step stir stitch stop storm strap stretch \
    strike stroke stroll strum struggle study style stumble subscribe suck suggest surf surround swallow sweep swim swing swirl swish switch tackle take talk tap taste tattoo teach tear tease tell test text thank thaw throw thump tick tickle tie tighten tilt tip toast tour \
    toss touch tow trade train transform transport travel tread treat trickle trim trot try tumble turn tweet twirl twist type unload unlock untie unwrap use vacuum visit vocalize wade wag wail wait wake walk wander want warm wash watch water wave \
    wear weave weld wet whimper whine whip whir whirl whisk whisper whistle win wind wink wipe wobble wonder work worship wrap wrestle write yawn yell zip zoom change save occur slow speed whoosh belch simulate stack shift dim heat idle rev skid gurgle sizzle vibrate screw clamp beam grin gesture giggle chuckle sob sigh compare select insert arrange gaze wrap sort drape cater coach curtsy referee photograph rehearse interrupt shine approach resemble vary last belong contain apologize";
/// Forms of verbs that their endings do not tell.
pub(super) const PASTS: &str = "sat stood ran went gone came made done said seen saw shown shot took taken gave given threw thrown caught held wore worn ate eaten drank \
    drunk drove driven rode ridden sang sung swam swum flew flown wrote written spoke spoken broke broken chose chosen fell fallen fought found \
    built bought brought taught thought kept left led lit lay lain laid met paid read sold sent slept slid spun stuck struck swept swung told \
    torn tore won wound woven became begun began blew blown drew drawn fed felt forgot forgotten froze grew grown hid hidden heard hung knew known lost \
    rose risen rang rung shook shaken sewn sank sunk spent stole stolen swore woke bent bit bitten hit cut put set shut hurt split spread cast beat beaten";
