import { isJsonObject } from '../../../util/json.js';
import type { ReceivedMessage } from '../../received-message.js';
import type { Assertion } from '../assertion.js';
import { type SchemaNode, schemaNodes } from '../schema-walk.js';

/** What the rules on `spec` look at. */
export interface SpecInput {
  readonly messages: Iterable<ReceivedMessage>;
  readonly config: Readonly<Record<string, unknown>>;
  /** What `spec` is to answer, for number 2. */
  readonly expectedSpec?: Readonly<Record<string, unknown>>;
  /** The specification of the version that is in use, for number 20: all of it, or its `connectionSpecification`. */
  readonly previousSpec?: Readonly<Record<string, unknown>>;
  /** Configurations that were valid under the previous specification. */
  readonly previousConfigs?: readonly unknown[];
}

type Spec = Readonly<Record<string, unknown>>;

/** The payloads of the SPEC messages. */
export function specsOf(messages: Iterable<ReceivedMessage>): Spec[] {
  return [...messages].flatMap((message) => (message.spec === undefined ? [] : [message.spec]));
}

/** The specification that the connector gave; the first if there are several. */
export function specOf({ messages }: SpecInput): Spec {
  return specsOf(messages)[0] ?? {};
}

/** The schema of configurations in a specification, which may also be that schema itself. */
export function connectionSpecificationOf(spec: Spec): Spec {
  const own = spec['connectionSpecification'];
  return isJsonObject(own) ? own : 'connectionSpecification' in spec ? {} : spec;
}

/** The check of a rule that looks at each schema of the specification separately. */
export function perNode(
  problemsOf: (node: SchemaNode, spec: Spec) => readonly string[],
): Assertion<SpecInput>['check'] {
  return (input) => {
    const spec = connectionSpecificationOf(specOf(input));
    return schemaNodes(spec).flatMap((node) =>
      problemsOf(node, spec).map((problem) => `${node.pointer === '' ? '/' : node.pointer}: ${problem}`),
    );
  };
}
