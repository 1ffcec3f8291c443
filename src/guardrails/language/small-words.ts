/** The languages that are told apart, and the small words of those that share the Latin script. */

/** By ISO 639-1. */
export type Language =
  | 'en' | 'de' | 'fr' | 'es' | 'it' | 'pt' | 'nl' | 'pl' | 'sv' | 'da' | 'cs' | 'tr' | 'id' | 'vi' | 'ro' | 'hu' | 'fi'
  | 'ru' | 'uk' | 'el' | 'ar' | 'fa' | 'he' | 'hi' | 'th' | 'zh' | 'ja' | 'ko'

export const languages: readonly Language[] = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'da', 'cs', 'tr', 'id', 'vi', 'ro', 'hu', 'fi', 'ru', 'uk', 'el', 'ar', 'fa', 'he', 'hi', 'th', 'zh', 'ja', 'ko']

/** Small words that each language has in every other sentence. */
export const smallWords: Readonly<Partial<Record<Language, string>>> = {
  en: 'the of and to in is that it for was with as on be at by this have from or are not but you they which we an will would there their what can about your has how were been if when who my where thank thanks please hello very me do does more some then than he she his her',
  de: 'der die und das in zu den ist nicht von mit sich auf für ein eine dem des im auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war ich wir oder haben nur aber vor zur bis mehr durch kann mein meine meinen dein dir mir mich du ihr ihre wo was warum wann danke bitte vielen guten hallo sehr ja nein uns unsere gibt habe heute muss kein keine wenn diese dieser',
  fr: 'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou je vous nous cette mais son aux ses elle être comme leur ont été sans tout très mon ma mes ton ta votre vos notre où comment pourquoi quand merci bonjour oui non beaucoup bien tu elles chez avant après faire fait moi aujourd bon peut doit chaque sous',
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien está desde mi mis tu tus nuestro dónde cómo qué cuándo gracias hola favor buenos buenas días mucho muchas te gusta bien todo hacer nosotros ser estoy antes puede debe ha han fue',
  it: 'di e il la che in un a per è una del della non con sono da si le dei nel alla gli come più anche ma lo al questo delle ha i o se ci molto quando perché suo essere dalla degli questa mio mia tuo tua suoi dove dov cosa grazie ciao favore buongiorno ti mi bene tutto fare sto stai chi noi voi loro prima ho oggi mille dell all nell sull uno deve può stato quello nella',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela isso você são meu minha meus onde quem obrigado obrigada olá favor bom bem muita tudo fazer estou fica gosto vocês hoje até depois sobre pode deve nesta neste pelos',
  nl: 'de het een van en in is dat op te zijn met voor niet aan er om ook als dan maar bij uit door over naar heeft hij ze wordt nog kan deze wat zo geen worden je ik we of tot had veel hun mijn jouw onze ons waar wanneer waarom hoe wie dank bedankt alsjeblieft hallo goed goede mij gaat vandaag heb ben bent hem',
  pl: 'w i na z do się nie że jest to o jak po co tak za od przez być ale dla ma czy są tym już był tego tylko może przy oraz który która lub ich więc gdy jego mój moja mojego twój gdzie kiedy dlaczego dziękuję proszę cześć dzień dobry bardzo mi mnie ciebie pan pani mam masz dzisiaj wszystko dobrze',
  sv: 'och i att det som en på är av för med den till inte om ett har de jag men var sig så från vi kan nu när eller också efter under mot skulle hade alla vara man min mitt mina din ditt vår varför tack snälla hej god mycket mig dig mår idag bra hur vad senast',
  da: 'og i at det er en til af på for med ikke der den som de har jeg et om men vi kan så fra var være eller blev efter også nu hun han ved skal mig sig meget min mit mine din dit vores hvor hvad hvorfor hvornår hvordan tak venligst hej mange dig mener godt inden dag jer',
  cs: 'a se na je v to že s z do o jsem ale i jako si tak pro by co jak za po od už když jeho být které nebo není jsou který má jen této také bylo ve můj moje svého tvůj kde proč děkuji prosím ahoj dobrý dobré den velmi mi mně vám vás nám mám máš máte jste jsme dnes všechno dobře ráno musí bez',
  tr: 've bir bu için da de ile çok ne gibi daha ama olarak kadar olan en var sonra ben o mi değil ki şey her nasıl bana sen ya biz onun veya olduğu benim senin nerede neden teşekkür lütfen merhaba iyi günaydın evet hayır şu bugün bizim çünkü göre ederim',
  id: 'yang dan di dengan untuk ini dari dalam tidak itu adalah pada ke akan saya ada bisa anda juga atau oleh karena seperti kami mereka sudah dapat lebih telah sebagai apa mana bagaimana kapan kenapa terima kasih tolong halo selamat baik sangat banyak ya suka sebelum kamu hari atas',
  vi: 'và của là có không trong cho một được với người các những này đã khi để tôi đó từ như bạn rất cũng ra nhiều về đâu gì sao cảm ơn xin hãy chào anh em chúng nhà yêu',
  ro: 'și de la în a nu o un cu pe care să este ce mai din pentru sunt că se au al fi dar sau după ca când prin foarte fost lui meu mea tău unde cum cine mulțumesc vă rog bună ziua mult îmi îți mi te noi voi ajutor până faci astăzi',
  hu: 'a az és hogy nem is egy van ez de meg mint csak már volt el vagy ha azt még kell én mert lesz nagyon ki be ami után minden hol mi mikor miért hogyan köszönöm kérem szia jó reggelt jól igen te ti ma vagyok segítséget',
  fi: 'ja on ei se että oli hän mutta en ovat kun niin myös joka tai jos kuin vain sen mitä olen minä nyt ole tämä sitä voi kaikki missä mikä miksi milloin miten kiitos hei hyvää hyvä paljon minun sinun minulle sinä me te kyllä tänään kuuluu koska',
  ru: 'и в что это как от или но он она они был была было чтобы который также спасибо с со вы мы я же бы только очень где когда есть если уже его её их нет для при мне меня нас вам вас за у по',
  uk: 'і й та в у що це як від або але він вона вони був була було щоб який також дякую з зі із ви ми я ж би тільки дуже де коли є якщо вже його її їх немає для при мені мене нас вам вас вашу ваш за',
}

/** Letters that tell languages of one script apart, each by those that have it. */
export const ownLetters: Readonly<Record<string, readonly Language[]>> = {
  ß: ['de'], ñ: ['es'], '¿': ['es'], '¡': ['es'], ã: ['pt', 'vi'], õ: ['pt', 'vi'], ł: ['pl'], ą: ['pl'], ę: ['pl'], ż: ['pl'], ź: ['pl'], ś: ['pl'], ń: ['pl'], ř: ['cs'], ě: ['cs'], ů: ['cs'], ğ: ['tr'], ı: ['tr'], ș: ['ro'], ț: ['ro'], ţ: ['ro'], ş: ['tr', 'ro'], ă: ['ro', 'vi'],
  ő: ['hu'], ű: ['hu'], đ: ['vi'], ơ: ['vi'], ư: ['vi'], ạ: ['vi'], ả: ['vi'], ấ: ['vi'], ầ: ['vi'], ậ: ['vi'], ế: ['vi'], ề: ['vi'], ể: ['vi'], ệ: ['vi'], ộ: ['vi'], ợ: ['vi'], ớ: ['vi'], ọ: ['vi'], ụ: ['vi'], ữ: ['vi'], ị: ['vi'], æ: ['da'], ø: ['da'], å: ['sv', 'da'], œ: ['fr'], ä: ['de', 'sv', 'fi'],
  ы: ['ru'], э: ['ru'], ъ: ['ru'], ё: ['ru'], і: ['uk'], ї: ['uk'], є: ['uk'], ґ: ['uk'], پ: ['fa'], چ: ['fa'], ژ: ['fa'], گ: ['fa'], ک: ['fa'], ی: ['fa'], ة: ['ar'], ى: ['ar'], ي: ['ar'], ك: ['ar'],
}
