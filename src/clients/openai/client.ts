/** The OpenAI face: a genuine `OpenAI` whose requests go to the engine as objects. No JSON is made twice, nothing private is touched. */
import { APIPromise, OpenAI, PagePromise } from 'openai'
import type { ClientOptions } from 'openai'
import type { GatewayStats } from '../../core/cache-stats.ts'
import { type CallOptions, callOptionNames, checkCallOptions } from '../../core/call-options.ts'
import { checkOptions } from '../../core/check.ts'
import { ConfigError } from '../../core/error.ts'
import type { Comparison } from '../../core/experiment.ts'
import type { Targets } from '../../core/target-state.ts'
import type { Explanation } from '../../core/explanation.ts'
import type { CallFeedback, KeptRecords } from '../../core/recorder.ts'
import type { Routes } from '../../core/routes.ts'
import type { WarmOptions, Warmth } from '../../core/warm.ts'
import type { CloseOptions, Engine } from '../../engine.ts'
import type { Explain, ExplainOptions } from '../../explainer.ts'
import { Delivery, type ResponseProps } from './delivery.ts'
import { toOpenAIError } from './errors.ts'
import { listModels, retrieveModel } from './models.ts'
import { bodyOf, callOptions, listedModel, merge, operationOf, plainHeaders, type SdkRequest, withForm } from './request.ts'

export class GatewayClient extends OpenAI {
  readonly #engine: Engine
  readonly #bound: CallOptions

  constructor(engine: Engine, bound: CallOptions = {}, options: Pick<ClientOptions, 'logger' | 'logLevel'> = {}) {
    super({
      ...options,
      apiKey: 'in-process', // never sent: providers have their own keys
      organization: null,
      project: null,
      baseURL: 'https://in-process.invalid',
      maxRetries: 0,
      dangerouslyAllowBrowser: true,
    })
    this.#engine = engine
    this.#bound = bound
  }

  get engine(): Engine {
    return this.#engine
  }

  get routes(): Routes {
    return this.#engine.routes
  }

  get targets(): Targets {
    return this.#engine.targets
  }

  explain(body: Parameters<Explain>[0], options: ExplainOptions = {}): Explanation {
    const { operation, stream, ...own } = options
    try {
      return this.#engine.explain(body, { ...merge(this.#bound, own), operation, stream })
    } catch (error) {
      throw toOpenAIError(error)
    }
  }

  /** The same gateway with these options on every call made through it. */
  with(options: CallOptions): this {
    checkOptions('with', options, callOptionNames)
    checkCallOptions(options)
    return this.#copy(merge(this.#bound, options))
  }

  compare(experiment: string): Comparison {
    return this.#engine.compare(experiment)
  }

  stats(): GatewayStats {
    return this.#engine.stats()
  }

  get records(): KeptRecords {
    return this.#engine.records
  }

  feedback(feedback: CallFeedback): boolean {
    return this.#engine.feedback(feedback)
  }

  prometheus(): string {
    return this.#engine.prometheus()
  }

  warm(options?: WarmOptions): Promise<Readonly<Record<string, Warmth>>> {
    return this.#engine.warm(options)
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#engine.close(options)
  }

  override withOptions(options: Partial<ClientOptions>): this {
    for (const name of Object.keys(options)) {
      if (!adjustable.includes(name)) {
        throw new ConfigError(`withOptions.${name}`, `belongs to a provider; here one can change ${adjustable.join(', ')}`)
      }
    }
    const { timeout, maxRetries, defaultHeaders, defaultQuery, logger, logLevel } = options
    const headers = plainHeaders(defaultHeaders)
    const added: CallOptions = {
      ...(timeout !== undefined && { timeoutMs: timeout }),
      ...(maxRetries !== undefined && { maxRetries }),
      ...(headers && { headers }),
      ...(defaultQuery && { query: defaultQuery }),
    }
    checkCallOptions(added)
    return this.#copy(merge(this.#bound, added), { logger: logger ?? this.logger, logLevel: logLevel ?? this.logLevel })
  }

  override request<Value>(options: SdkRequest | Promise<SdkRequest>): APIPromise<Value> {
    return new APIPromise<Value>(this, this.#deliver(options), parse as never)
  }

  /** Typed by its callers: TypeScript cannot carry the base's generics through an override. */
  override requestAPIList(...[Page, options]: Parameters<OpenAI['requestAPIList']>): PagePromise<never, never> {
    return new PagePromise<InstanceType<typeof Page>, unknown>(this, this.#list(options), Page) as PagePromise<never, never>
  }

  async #deliver(options: SdkRequest | Promise<SdkRequest>): Promise<Delivery> {
    const formed = withForm(await options)
    const request = formed instanceof Promise ? await formed : formed
    const operation = operationOf(request)
    const stream = request.stream === true
    const controller = stream ? new AbortController() : undefined
    try {
      const listed = listedModel(request, this.#engine)
      if (listed) return new Delivery(await retrieveModel(this.#engine, listed, request, this.#bound), request)
      const reply = await this.#engine.handle({
        operation,
        body: bodyOf(operation, request, this.#engine.providers),
        stream,
        options: callOptions(this.#bound, request, operation),
        signals: [request.signal, controller?.signal],
      })
      return new Delivery(reply, request, controller)
    } catch (error) {
      throw toOpenAIError(error)
    }
  }

  async #list(options: SdkRequest | Promise<SdkRequest>): Promise<ResponseProps> {
    const request = await options
    if (request.method === 'get' && request.path === '/models') return listModels(this.#engine, request, this.#bound)
    return this.#deliver(request)
  }

  #copy(bound: CallOptions, options?: Pick<ClientOptions, 'logger' | 'logLevel'>): this {
    return new GatewayClient(this.#engine, bound, options ?? { logger: this.logger, logLevel: this.logLevel }) as this
  }
}

/** What of an SDK client's options makes sense where no HTTP is spoken. */
const adjustable = ['timeout', 'maxRetries', 'defaultHeaders', 'defaultQuery', 'logger', 'logLevel']

function parse(client: OpenAI, delivery: Delivery): unknown {
  return delivery.isRaw ? new APIPromise(client, Promise.resolve(delivery)) : delivery.value(client)
}
