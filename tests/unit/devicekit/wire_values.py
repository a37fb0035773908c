"""Hypothesis strategies for every message of the contract, made from its own types."""

from typing import Any

import msgspec.inspect as mi
from hypothesis import strategies as st

from devicekit.messages import Wire
from devicekit.topics import CHANNELS, ChannelName

# Lone surrogates are no Unicode and no JSON: codec.fit() spells them out before a message is made of them.
CHARS = st.characters(exclude_categories=["Cs"])


def values(info: mi.Type) -> st.SearchStrategy[Any]:
    """Any value that this type allows, its limits included."""
    match info:
        case mi.Metadata():
            return values(info.type)
        case mi.StructType():
            # A default is not always left away: a receiver must read both.
            fields = {f.name: values(f.type) for f in info.fields if f.required}
            optional = {f.name: values(f.type) for f in info.fields if not f.required}
            return st.fixed_dictionaries(fields, optional=optional).map(lambda kw: info.cls(**kw))
        case mi.UnionType():
            return st.one_of([values(t) for t in info.types])
        case mi.StrType(pattern=str(pattern)):
            least, most = info.min_length or 0, info.max_length or 10**6
            return st.from_regex(pattern).filter(lambda text: least <= len(text) <= most)
        case mi.StrType():
            return st.text(CHARS, min_size=info.min_length or 0, max_size=min(40, info.max_length or 40))
        case mi.IntType():
            return st.integers(info.ge, info.le)
        case mi.LiteralType():
            return st.sampled_from(info.values)
        case mi.VarTupleType():
            return st.lists(values(info.item_type), max_size=3).map(tuple)
        case mi.TupleType():
            return st.tuples(*(values(t) for t in info.item_types))
        case mi.DictType():
            return st.dictionaries(values(info.key_type), values(info.value_type), max_size=3)
        case mi.BoolType():
            return st.booleans()
        case mi.NoneType():
            return st.none()
    raise AssertionError(f"the contract has a new kind of type: {info}")


def message(channel: ChannelName) -> st.SearchStrategy[Wire]:
    return values(mi.type_info(CHANNELS[channel].message))
