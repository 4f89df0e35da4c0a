// The word lists behind lexicon.cpp; not for use outside this folder.
#pragma once

#include <string_view>

namespace jangin::synthesize::english {

inline constexpr std::string_view kDeterminers =
    "the a an this that these those each every any some no all both either neither another such its their his her our your my what which whichever whatever "
    "several many few more most much less fewer";
inline constexpr std::string_view kPrepositions =
    "of in on at by for with from into onto to about above across after against along among around as before behind below beneath beside besides between "
    "beyond despite down during except inside near off out outside over past per since through throughout toward towards under underneath until up upon "
    "via within without like unlike than versus regarding concerning including excluding using depending";
inline constexpr std::string_view kPronouns =
    "it they them he him she her we us you i me this that these those itself themselves one ones something nothing anything everything there here itself someone anyone";
inline constexpr std::string_view kCoordinators = "and or but nor";
inline constexpr std::string_view kSubordinators =
    "if when unless until because since although though while whereas before after once whenever wherever where so whether as provided";
inline constexpr std::string_view kRelatives = "that which who whom whose where";
inline constexpr std::string_view kModals = "can could may might must shall should will would cannot can't couldn't won't shouldn't mustn't wouldn't needn't";
inline constexpr std::string_view kAdverbs =
    "also always never often usually normally typically generally then now only just even still already again together instead thus therefore hence however "
    "otherwise moreover furthermore additionally accordingly very quite too so almost about approximately nearly at least once twice not yet soon later first "
    "finally currently internally automatically explicitly implicitly directly immediately simply sometimes rarely seldom ever much well else perhaps maybe "
    "upright respectively exactly either both alone apart away back forth forward here there up down further furthermore";
inline constexpr std::string_view kAdjectives =
    "same other different new old full empty large small big little long short high higher low lower first last next previous current default optional required "
    "valid invalid legal illegal possible impossible necessary active inactive positive negative greater smaller larger less longer shorter equal available "
    "common general special specific particular single multiple main own several entire whole absolute relative incremental linear circular straight manual "
    "automatic real integer modal zero maximum minimum highest lowest important critical correct wrong true false open free safe unsafe hard easy fast slow ready "
    "sure able unable good better best bad worse worst left right top bottom upper outer inner external internal local global parallel perpendicular "
    "attractive repulsive cohesive intermolecular intramolecular molecular sticky unique identical similar normal usual typical natural common strong weak hot cold pure soluble stable dry warm wet smooth narrow exempt dilute mature dim fast idle";
inline constexpr std::string_view kNumberWords =
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred thousand million";

/// Base forms of regular verbs, and of irregular ones (their forms stand in kIrregular).
inline constexpr std::string_view kVerbs =
    "abort absorb accelerate accept access accompany accomplish account achieve acknowledge acquire act activate adapt add adjust adopt advance advise affect "
    "agree aid align allocate allow alter analyze announce appear append apply approach approve approximate argue arise arrange ask assemble assert assess assign "
    "assist associate assume assure attach attempt attract avoid await back balance base become begin behave belong bend blend block boil bond bore borrow "
    "bound break bring build burn bypass cache calculate calibrate call cancel capture carry cast catch cause cease center change characterize charge check "
    "choose clamp classify clean clear click climb clip close collapse collect combine come command comment communicate compare compensate compete compile complete "
    "comply compose compress comprise compute concern conclude condense conduct configure confirm conform connect consider consist constitute constrain construct "
    "consult consume contact contain continue contract contribute control convert convey cool coordinate copy correct correspond cost count couple cover "
    "create cross crystallize customize cut cycle deactivate deal decide declare decompose decrease dedicate default define deform delay delete deliver demand demonstrate "
    "denote deny depart depend deposit derive describe design designate desire detect determine develop deviate differ differentiate direct disable "
    "disappear discard discharge disconnect discourage discover discuss displace display dissolve distinguish distribute disturb divide document double draw "
    "drill drive drop dry duplicate dwell edit effect eject elapse eliminate embed emit employ enable enclose encounter encourage end enforce engage enhance ensure enter "
    "equal erase escape establish estimate evaluate evaporate evolve examine exceed exchange exclude execute exert exhibit exist exit expand expect experience "
    "explain explode explore export expose express extend extract face facilitate fail fall fasten feed feel fill filter find finish fire fit fix flash "
    "flow flush follow force forget form format forward found free freeze function gain generate get give go govern grant grind grow guarantee guard guide "
    "halt handle hang happen have head hear heat help hide hit hold home identify ignore illustrate imagine impair implement imply import improve include "
    "incorporate increase increment indicate induce influence inform inhibit initialize initiate insert inspect install instruct insulate integrate intend interact "
    "interfere interpolate interpret interrupt intersect introduce invalidate invert invoke involve ionize isolate issue jog join jump keep know label lack last launch "
    "lay lead leave let level lie lift limit link list listen live load locate lock log look loosen lose lower lubricate maintain machine make manage manipulate map "
    "mark match matter maximize mean measure memorize meet melt mention merge mill minimize miss mix modify monitor mount move multiply name need neglect note notice "
    "notify number obey obtain occupy occur offer offset omit open operate oppose optimize order orient originate oscillate output overlap overlay override overwrite oxidize own "
    "pack park parse participate pass pause perform permit persist pick place plan play plot point poll populate position possess post power practice precede "
    "accumulate alert automate categorize cleave coalesce coexist denature depict destabilize devise disintegrate distort dominate electrolyze elongate "
    "encapsulate exploit ferment finalize infect instantiate iterate manufacture necessitate predominate protonate readjust reattach recalculate reconstruct refract relocate resonate retard tailor visualize volatilize deserve "
    "precipitate predict prefer prefix prepare present preserve press prevent preview print probe proceed process produce program prohibit commutate project promote prompt "
    "propagate protect prove provide publish pull pump purchase purify push put query quit raise range reach react read realize rebuild recall receive recognize "
    "recommend record recover rectify reduce refer refine reflect refuse regard register regulate reject relate release relieve reload rely remain remap remember "
    "remove rename render repeat replace report represent reproduce request require rerun reserve reset resize resolve respect respond rest restart restore "
    "restrict result resume retain retract retrieve return reuse reveal reverse revert review revise rewrite rise roll rotate round route run sample satisfy save "
    "say scale scan schedule scroll search secure see seek seem select sell send sense separate serve set settle shape share shift show shut sign signal signify "
    "simplify simulate sit skip slide slow solve sort sound specify speed spin split spread stand start state stay step stick stop store strengthen stretch strip "
    "submit substitute subtract succeed suffer suffix suggest suit sum supersede supply support suppose suppress surround suspend switch synchronize tag take talk tap "
    "taper target teach tell tend terminate test think thread threaten tie tighten toggle touch trace track trade trail train transfer transform translate transmit travel "
    "traverse treat trigger trim trip truncate trust try tune turn twist type undergo understand undo unload unlock update upgrade use utilize validate value "
    "vary verify vibrate view violate visit wait wake walk want warn warrant wash watch wear weigh wire wish withdraw withstand work wrap write yield zero "
    "accommodate adhere amplify animate annotate anticipate appreciate attain authorize benefit boot catalyze circulate clarify coincide collide commence "
    "commit concatenate confine confuse conserve contradict converge correlate corrode crash damage decelerate decode decompress decrement decrypt "
    "deduce defer degrade deploy dereference descend deselect devote diagnose dictate diffuse diminish disassemble dispatch dispense disperse disrupt "
    "dissipate dissociate dive donate download elevate emerge emulate encode encrypt endure enlarge enumerate equate equip exemplify exhaust expire "
    "extinguish fetch flatten float fluctuate forbid fulfill fuse hamper harden harm hinder honor hydrate hydrolyze ignite imitate immerse impose infer "
    "inject injure intercept itemize latch learn lengthen liberate magnify migrate mitigate modulate nest neutralize normalize oblige obscure observe "
    "obstruct organize overflow overload penetrate perceive postpone pour preclude preheat prevail prolong propel pulse quantify quench radiate rearrange "
    "reassign recombine reconfigure reconnect redefine redirect redistribute reference refill refresh reinforce renew reopen repel replenish reposition "
    "reside resist retry revolve rinse rupture saturate scatter scratch sever shatter shorten soak solidify span spray stabilize stall stiffen stir "
    "straighten subdivide sublimate subscribe suffice sustain swap tabulate tilt titrate tolerate transport trap unfold uninstall unite unmount unplug "
    "upload vanish vaporize ventilate wipe "
    "abate abolish abstain abstract accentuate acclimatise accrue acidify adjoin administer admit advertise afford aggregate alleviate alternate "
    "anneal antagonize appoint appraise arrest ascend ascertain attenuate attest audit austenitise authenticate autoclave avert ban bathe bleach "
    "bleed blink blow blur bounce braze brew broadcast brush bubble burst buzz calcify carbonize carve centrifuge certify characterise chill "
    "chlorinate clog coagulate collimate compost conceal confer consent consolidate constrict construe contaminate convince cook counteract "
    "crack crimp crush crystallise cure curl dampen decay decline decontaminate decouple deduct deflect degas dehydrate delegate demagnetise "
    "deplete depress depressurise derate desorb destroy detach deter deteriorate detonate dialyse dilute dim dip disallow disclose discolour "
    "disengage disinfect dislodge dismantle dismiss displease disqualify disregard dissect distil distill divert drag drain drift drip dye eat "
    "effervesce elect elute embrittle emphasize emulsify enact endanger energise energize engrave enrich entail entitle entrust erode etch "
    "evacuate exempt exhale expel extrude exude fade falsify favor favour flare flicker flood fluidise fluoresce fluorinate foam fold formulate "
    "foster fracture furnish galvanise gather germinate glow glue grip halve harvest heal hinge hire hoist homogenise homogenize humidify hurt "
    "hydrogenate hyphenate illuminate immobilise impart impede imprison inactivate incubate incur inflate inhale inoculate insist insure "
    "intensify interlace interlock invest invite irradiate jam jeopardize justify kick kill knock lag lapse leach leak lend lessen levy light "
    "linger liquefy lodge lyse magnetise masticate mature mend minimise mistake mobilise moisten mould narrow negotiate nominate normalise notch "
    "nullify occlude optimise organise outweigh overheat oversee overshoot owe oxidise oxygenate paint passivate pasteurise patch pay peel "
    "penalize perforate perfuse perish permeate persuade pierce pit pollute polymerize pop praise prescribe pressurise pressurize pretend "
    "prioritise procure proliferate prosecute provoke puncture punish purge pursue qualify quarantine quote ramp recharge recirculate reclaim "
    "reclassify reclose recognise recoil reconcile reconstitute recrystallize recycle redissolve redry refrain refrigerate refund regain "
    "regenerate rehydrate reignite reimburse relax relay remelt remind remit reoxidise repair repay replicate requalify rescue resemble resign "
    "resort resuspend retire retrain revoke reward rid ride ring roast roughen rub ruin rust safeguard sanitise sanitize scorch scrap scrape "
    "scrub seal segregate seize shed shelter shield shine shoot sieve silence sink sinter skim slacken sleep slip slope slough smell smoke "
    "smooth soften solder sparge spill spoil sprinkle squeeze stain steal sterilise sterilize stipulate strain stratify study submerge subside "
    "supervise surge surpass survive swear sweat swell swim synchronise synthesise synthesize tamper tarnish taste tax temper thaw thicken "
    "thrive throttle transcribe transfect trickle tumble unclamp uncouple underestimate underlie undermine unify unscrew unwrap uphold upset "
    "urge utilise vacate vaporise vent volatilise vulcanise waive warm warp waste weaken weave weld wet whiten widen wobble worsen zoom";

/// base past participle, in threes.
inline constexpr std::string_view kIrregular =
    "be was been have had had do did done arise arose arisen become became become begin began begun bend bent bent break broke broken bring brought brought "
    "build built built burn burned burned cast cast cast catch caught caught choose chose chosen come came come cost cost cost cut cut cut deal dealt dealt "
    "draw drew drawn drive drove driven fall fell fallen feed fed fed feel felt felt find found found fit fit fit forget forgot forgotten freeze froze frozen "
    "get got got give gave given go went gone grind ground ground grow grew grown hang hung hung hear heard heard hide hid hidden hit hit hit hold held held "
    "keep kept kept know knew known lay laid laid lead led led leave left left let let let lie lay lain lose lost lost make made made mean meant meant meet met met "
    "output output output overwrite overwrote overwritten override overrode overridden put put put quit quit quit read read read rebuild rebuilt rebuilt reset reset reset "
    "rerun reran rerun rewrite rewrote rewritten rise rose risen run ran run say said said see saw seen seek sought sought sell sold sold send sent sent set set set "
    "show showed shown shut shut shut sit sat sat slide slid slid speed sped sped spin spun spun split split split spread spread spread stand stood stood "
    "stick stuck stuck take took taken teach taught taught tell told told think thought thought undergo underwent undergone understand understood understood undo undid undone wake woke woken "
    "wear wore worn withdraw withdrew withdrawn withstand withstood withstood write wrote written throw threw thrown bind bound bound spend spent spent swing swung swung shake shook shaken "
    "shrink shrank shrunk sweep swept swept tear tore torn strike struck struck forbid forbade forbidden burst burst burst bleed bled bled blow blew blown eat ate eaten pay paid paid ring rang rung shed shed shed shine shone shone sink sank sunk sleep slept slept "
    "steal stole stolen swear swore sworn weave wove woven uphold upheld upheld upset upset upset light lit lit lend lent lent underlie underlay underlain wet wet wet hurt hurt hurt "
    "ride rode ridden oversee oversaw overseen repay repaid repaid overshoot overshot overshot swim swam swum shoot shot shot unwind unwound unwound overrun overran overrun withhold withheld withheld offset offset offset preset preset preset";

/// Verbs that are as often nouns: their -s and base forms count as verbs only where no surer verb follows.
inline constexpr std::string_view kNounVerbs =
    "coordinate function sequence machine offset move set stop start feed program cut return change use call point position turn value result step work hold run comment command cycle drill "
    "dwell home jog limit list load lock log mark measure mill mix mount name need note number order output park pass pause place plan plot power practice "
    "present press process project prompt range record release report request reset rest reverse review rise roll round route sample scale scan search "
    "sense shape share shift show sign signal sound speed spin split state store support supply switch tag tap taper target test thread touch trace track trade trail "
    "train transfer travel trigger trim trip type update view wait walk wash watch wear wire wish function form format force fire filter face exit "
    "end edit drive draw drop display design delay default damage control contact cover count couple copy contract cost charge check cause cast block bond bore break "
    "center access account act address advance aid approach attempt back balance base exchange experience export express fall finish fit flash flow group guard guide head heat help hit "
    "import increase increment influence insert interest issue join jump label lack last launch lead level lift light link look map match matter mean mention "
    "override overlap pick play post prefix preview print probe produce query raise reach react read register remap repeat respect retract tool travel traverse "
    "machine walk water weight work wrap yield zero axis process focus guess mass stress bus bias pin effect benefit boot crash download float fuse harm latch overflow overload pulse reference scratch spray stall strike "
    "swap sweep tear tilt transport trap span rupture nest bind "
    "pump clamp slide buffer burn cache clip click collapse conduct cross desire discharge dispatch document estimate gain grant guarantee halt notice offer pack permit pull purchase push "
    "overshoot reserve scroll stick strip substitute talk trust tune upgrade visit melt flush rinse soak retry refill update bend blend twist "
    "abstract alternate audit autoclave ban bleach blink blow bounce brush bubble burst buzz centrifuge crack crush cure decay decline dip drag "
    "drain drift drip dye fade flare flicker flood foam fold fracture glow glue grip harvest hinge hire hoist hurt interlock jam kick "
    "kill knock lag lapse leak mistake mould notch paint patch pay peel pit pop praise puncture purge quarantine quote ramp relay remind repair "
    "rescue reward ride ring roast ruin rust scrap scrape scrub seal shed shelter shield shine shoot sieve silence sink slip slope smell smoke "
    "solder spill stain strain study surge sweat swell swim taste tax temper throttle tumble upset vent warp waste weave weld";

/// Regular verbs of one syllable stress that double their last letter: "stop" → "stopped".
inline constexpr std::string_view kDoubling =
    "stop program trip tap trim map plan plot drop skip clip wrap snap strip flip ship step log tag jog prefer refer occur infer transfer commit permit submit omit emit "
    "admit begin run set cut put get let hit sit spin swap grip scan pin control remap stir dip rub split quit reset shut tip "
    "span trap equip repel propel unplug admit clog dim dip drag drip jam incur pit pop confer scrap slip scrub ban lag distil expel deter";

}  // namespace jangin::synthesize::english
