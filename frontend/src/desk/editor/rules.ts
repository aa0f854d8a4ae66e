/** What plain signs turn into while they are written. Backspace takes it back. */
import {
  InputRule,
  closeDoubleQuote,
  inputRules,
  openDoubleQuote,
  textblockTypeInputRule,
  wrappingInputRule,
} from 'prosemirror-inputrules';
import type { NodeType } from 'prosemirror-model';
import type { Plugin } from 'prosemirror-state';
import { within } from './depth';
import { editorSchema } from './schema';

const type = (name: string): NodeType => editorSchema.nodes[name] as NodeType;

/** The rule, but only where the document does not get too deep by it. */
function fitting(rule: InputRule): InputRule {
  const { match, handler } = rule as unknown as { match: RegExp; handler: Handler };
  return new InputRule(match, (state, found, start, end) => {
    const tr = handler(state, found, start, end);
    return tr !== null && within(tr.doc) ? tr : null;
  });
}

type Handler = Extract<ConstructorParameters<typeof InputRule>[1], (...given: never[]) => unknown>;

export function rules(): Plugin {
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(##|###)\s$/, type('heading'), (found) => ({ level: found[1]?.length ?? 2 })),
      fitting(wrappingInputRule(/^\s*>\s$/, type('blockquote'))),
      fitting(wrappingInputRule(/^\s*[-*]\s$/, type('bullet_list'))),
      fitting(
        wrappingInputRule(
          /^(\d{1,4})\.\s$/,
          type('ordered_list'),
          (found) => ({ order: Number(found[1]) }),
          (found, before) => before.childCount + Number(before.attrs['order']) === Number(found[1]),
        ),
      ),
      openDoubleQuote,
      closeDoubleQuote,
    ],
  });
}
