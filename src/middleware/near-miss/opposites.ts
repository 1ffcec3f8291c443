/** Pairs of words of which one asks for the opposite of the other, and words that ask for the same. */
import { stemOf } from './profile.ts'

const PAIRS = `increase/decrease increase/reduce raise/lower raise/cut grow/shrink rise/fall gain/lose gain/loss up/down enable/disable activate/deactivate on/off start/stop begin/end
  open/close open/shut lock/unlock buy/sell purchase/sell borrow/lend import/export upload/download install/uninstall install/remove add/remove add/delete add/subtract create/delete create/remove
  insert/delete show/hide before/after first/last early/late earlier/later old/new oldest/newest older/newer young/old high/low higher/lower highest/lowest big/small large/small bigger/smaller
  larger/smaller largest/smallest biggest/smallest long/short longer/shorter longest/shortest fast/slow faster/slower fastest/slowest best/worst better/worse good/bad most/least more/less more/fewer
  maximum/minimum max/min maximize/minimize maximise/minimise minimum/average maximum/average mean/median above/below over/under inside/outside in/out into/out with/without accept/reject accept/decline approve/reject
  approve/deny allow/deny allow/block allow/forbid permit/forbid include/exclude encrypt/decrypt encode/decode compress/decompress compress/extract push/pull send/receive give/take
  win/lose pass/fail success/failure true/false left/right north/south east/west northern/southern eastern/western hot/cold warm/cool summer/winter spring/autumn day/night morning/evening am/pm
  today/tomorrow today/yesterday yesterday/tomorrow past/future previous/next public/private internal/external input/output read/write save/discard client/server buyer/seller lender/borrower
  employer/employee landlord/tenant teacher/student parent/child mother/father son/daughter brother/sister husband/wife man/woman men/women boy/girl male/female
  advantage/disadvantage pro/con pros/cons strength/weakness benefit/risk benefit/drawback profit/loss credit/debit asset/liability income/expense gross/net revenue/cost
  ascending/descending asc/desc horizontal/vertical row/column encourage/discourage love/hate like/dislike safe/dangerous healthy/unhealthy full/empty wet/dry light/dark light/heavy rich/poor
  cheap/expensive cheapest/expensive strong/weak hard/soft hard/easy easy/difficult simple/complex war/peace alive/dead arrive/depart arrival/departure enter/exit login/logout
  connect/disconnect mount/unmount subscribe/unsubscribe follow/unfollow freeze/unfreeze mute/unmute merge/split join/leave attach/detach hire/fire deposit/withdraw
  expand/collapse inhale/exhale hyper/hypo hypertension/hypotension hyperglycemia/hypoglycemia acute/chronic positive/negative male/female odd/even always/sometimes all/some every/some from/to for/against
  my/your my/his my/her my/their mine/yours he/she his/her him/me her/me he/i she/i they/i am/are should/must can/must may/must could/must do/did does/did will/did is/was are/were will/was during/after during/before
  mein/dein meine/deine meinen/deinen mein/sein ich/du ich/er er/sie mon/ton ma/ta mes/tes mon/son mi/tu mis/tus mio/tuo mia/tua mijn/jouw ist/war sind/waren wird/wurde est/était es/era è/era
  kaufen/verkaufen erhöhen/senken erhöhen/verringern steigern/senken aktivieren/deaktivieren einschalten/ausschalten ein/aus an/aus öffnen/schließen vor/nach vorher/nachher vor/hinter groß/klein
  hoch/niedrig lang/kurz alt/neu gut/schlecht mehr/weniger maximal/minimal hinzufügen/entfernen hinzufügen/löschen erstellen/löschen anmelden/abmelden importieren/exportieren links/rechts
  heute/morgen heute/gestern gestern/morgen starten/stoppen beginnen/enden mit/ohne über/unter größte/kleinste höchste/niedrigste beste/schlechteste verschlüsseln/entschlüsseln erlauben/verbieten von/nach
  acheter/vendre augmenter/diminuer augmenter/réduire activer/désactiver ouvrir/fermer avant/après ajouter/supprimer créer/supprimer grand/petit plus/moins meilleur/pire haut/bas gauche/droite
  demain/hier aujourd/demain commencer/finir importer/exporter accepter/refuser autoriser/interdire avantages/inconvénients installer/désinstaller monter/descendre
  comprar/vender aumentar/disminuir aumentar/reducir aumentar/diminuir activar/desactivar ativar/desativar abrir/cerrar abrir/fechar antes/después antes/depois añadir/eliminar adicionar/remover crear/eliminar criar/excluir
  más/menos mais/menos mejor/peor melhor/pior mayor/menor maior/menor alto/bajo izquierda/derecha hoy/mañana ayer/mañana hoje/amanhã ontem/amanhã empezar/terminar aceptar/rechazar ventajas/desventajas vantagens/desvantagens subir/bajar
  comprare/vendere aumentare/diminuire aumentare/ridurre attivare/disattivare aprire/chiudere prima/dopo aggiungere/rimuovere creare/eliminare più/meno migliore/peggiore grande/piccolo oggi/domani ieri/domani vantaggi/svantaggi
  kopen/verkopen verhogen/verlagen inschakelen/uitschakelen aan/uit openen/sluiten voor/na toevoegen/verwijderen maken/verwijderen groot/klein meer/minder beste/slechtste vandaag/morgen gisteren/morgen voordelen/nadelen
  köpa/sälja öka/minska före/efter øke/redusere kupić/sprzedać przed/po włączyć/wyłączyć almak/satmak açmak/kapatmak önce/sonra
  купить/продать увеличить/уменьшить включить/выключить открыть/закрыть до/после добавить/удалить больше/меньше лучший/худший плюсы/минусы`

/** Each word, as written and as its stem, with all its opposites. */
export const allOpposites = once(opposed)

/** What before a word makes its opposite. */
export const PREFIXES = ['un', 'in', 'im', 'il', 'ir', 'dis', 'non', 'de', 'mis', 'anti', 'dés', 'des', 'onder', 'on']

const SAME = `cancel/end/terminate/stop/quit/discontinue delete/remove/erase change/update/modify/alter/edit fix/repair/solve/resolve/correct begin/start/launch show/display/list
  get/obtain/receive/acquire create/make/build/generate/produce picture/image/photo error/problem/issue movie/film car/automobile big/large small/little quick/fast/rapid
  buy/purchase phone/telephone/mobile help/assist/support mean/signify method/approach/technique/way choose/select/pick doctor/physician kid/child happy/glad
  important/significant main/primary/principal reason/cause job/occupation shop/store trip/journey/travel fee/charge cost/price answer/reply/respond test/exam
  passwort/kennwort ändern/wechseln konto/account kündigen/beenden löschen/entfernen auto/wagen compte/account supprimer/effacer changer/modifier voiture/auto
  cambiar/modificar cuenta/account borrar/eliminar coche/auto/carro cambiare/modificare cancellare/eliminare alterar/mudar/trocar excluir/apagar wijzigen/veranderen verwijderen/wissen`

const synonyms = once(groups)

/** True for words that ask for the same, of a short list. */
export function isSynonym(a: string, b: string): boolean {
  return synonyms().get(a)?.has(b) ?? false
}

/** Made when it is first asked for: an import should cost nothing. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function opposed(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>()
  const add = (word: string, opposite: string): void => {
    const known = all.get(word)
    if (known) known.push(opposite)
    else all.set(word, [opposite])
  }
  for (const pair of PAIRS.split(/\s+/)) {
    const [a = '', b = ''] = pair.split('/')
    for (const [one, other] of [[a, b], [b, a]] as const) {
      for (const form of new Set([one, stemOf(one)])) for (const opposite of new Set([other, stemOf(other)])) add(form, opposite)
    }
  }
  return all
}

function groups(): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const line of SAME.split(/\s+/)) {
    const words = line.split('/').map(stemOf)
    for (const word of words) {
      const known = all.get(word) ?? new Set()
      all.set(word, known)
      for (const other of words) known.add(other)
    }
  }
  return all
}
