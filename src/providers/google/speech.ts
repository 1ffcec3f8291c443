/** Answers in sound or images: OpenAI's `modalities` and `audio` as Gemini has them. */
import type { Body } from '../../core/operation.ts'
import { type Fields, isFields } from '../translate/params.ts'
import type { Drop } from './drop.ts'
import type { Generation } from './generations.ts'

/** Speech models answer in sound alone, where OpenAI's list has text as well; a model of text answers in text. */
export function speechOf({ modalities, audio }: Body<'chat'>, { version, answersIn, isSpeech }: Generation, drop: Drop): Fields {
  const words = (Array.isArray(modalities) ? modalities : []).map((one: unknown) => String(one).toUpperCase())
  const isKnown = version > 0
  const kept = words.filter((word) => word === 'TEXT' || !isKnown || (word === 'AUDIO' ? answersIn === 'sound' : word === 'IMAGE' && answersIn === 'images'))
  if (kept.length < words.length) drop('modalities', 'this model answers in text')
  const responseModalities = isSpeech && kept.includes('AUDIO') ? ['AUDIO'] : kept
  return { ...(responseModalities.length > 0 && { responseModalities }), ...(audio && voiceOf(audio, isKnown && answersIn !== 'sound', drop)) }
}

function voiceOf(audio: unknown, isMute: boolean, drop: Drop): Fields {
  if (!isFields(audio)) return {}
  if (isMute) {
    drop('audio', 'this model does not speak')
    return {}
  }
  if (audio.format !== 'pcm16') drop('audio.format', 'Gemini speaks raw PCM')
  const voiceName = isFields(audio.voice) ? audio.voice.id : audio.voice
  if (typeof voiceName !== 'string') return {}
  if (!VOICES_OF_OPENAI.has(voiceName)) return { speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName } } } }
  drop('audio.voice', 'it is a voice of OpenAI')
  return {}
}

const VOICES_OF_OPENAI = new Set(['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer', 'verse', 'marin', 'cedar'])
