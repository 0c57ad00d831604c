#!/usr/bin/env python3
"""Makes prices.json, the catalogue of list prices, from a file of facts:

    resources/make_prices.py FACTS.json > resources/prices.json

FACTS.json has "models": each with id, provider (the vendor), source, prices in dollars per million tokens or per unit,
cross_check (the same figures of other sources) and, where sources disagree, "disagreements". Rules:
  - a price holds from the day of its source's snapshot; where a dated schedule is given, from its days;
  - where they disagree because a dated schedule changes after the first source's day, each counts from its day;
  - where the two others agree with each other against the first, theirs counts;
  - otherwise the first source counts, and the entry says "unsure".
Every entry says its source. Prices of units that Signalbox does not meter (pixels, pages, seconds of video) are left
out, and so are models with none but those.
"""

import datetime
import json
import sys
from decimal import Decimal

RATES = [("input", "input"), ("output", "output"), ("cache_read", "cached_input"), ("cache_write", "cache_write"),
         ("cache_write_1h", "cache_write_long"), ("reasoning_output", "reasoning"), ("input_audio", "audio_input"),
         ("input_image_token", "image_input"), ("output_audio", "audio_output"),
         ("output_image_token", "image_output")]
UNITS = [("per_second_in", "per_second"), ("per_character_in", "per_character"), ("per_request", "per_request"),
         ("per_query", "per_request")]
SEARCH_SIZES = ("medium", "search_context_size_medium", "low", "search_context_size_low")


def number(value):
    """The shortest decimal text, exact to what the sources give."""
    text = format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return float(text) if "." in text else int(text)


def rounded(value, places):
    return number(float(round(Decimal(repr(value)), places)))


def rates(entry):
    return {name: rounded(entry[old], 6) for old, name in RATES if isinstance(entry.get(old), (int, float))}


def search_price(entry):
    price = entry.get("web_search_per_query")
    if isinstance(price, dict):
        price = next((price[size] for size in SEARCH_SIZES if size in price), None)
    return price


def one(model, dates):
    """A model's entry at its source's prices."""
    out = {"vendor": model["provider"], "model": model["id"], "from": dates[model["source"]]}
    out.update(rates(model))
    images = model.get("per_image_out", model.get("per_image_in") if model["mode"] == "image_generation" else None)
    if isinstance(images, (int, float)):
        out["per_image"] = rounded(images, 12)
    for old, name in UNITS:
        if isinstance(model.get(old), (int, float)) and name not in out:
            out[name] = rounded(model[old], 12)
    search = search_price(model)
    if isinstance(search, (int, float)):
        out["per_search"] = rounded(search, 12)
    tiers = [{"above_prompt_tokens": tier["above_prompt_tokens"], **rates(tier)} for tier in model.get("tiers", [])]
    ranges = model.get("tiered_pricing", [])
    for step in ranges:
        low = int((step.get("range") or [step.get("from", 0)])[0])
        if low == 0:
            for name, value in rates(step).items():
                out.setdefault(name, value)
        else:  # the range holds from its first token on
            tiers.append({"above_prompt_tokens": low - 1, **rates(step)})
    if tiers:
        out["tiers"] = [tier for tier in tiers if len(tier) > 1]
    for name in ("batch", "priority", "flex"):
        if rates(model.get(name, {})):
            out[name] = rates(model[name])
    out["source"] = model["source"]
    return out


def of_genai(row):
    """genai-prices' names to the facts' own; of prices in steps the first."""
    out = {}
    for old, _ in RATES:
        value = row.get(old + "_mtok")
        value = value.get("base") if isinstance(value, dict) else value
        if isinstance(value, (int, float)):
            out[old] = value
    return out


def opinions(model):
    checks = model.get("cross_check") or {}
    dev, genai = checks.get("models.dev") or {}, checks.get("genai-prices") or {}
    return [rates(dev), rates(of_genai(genai))]


def settle(entry, model):
    """Where sources disagree: two against one; else the first, unsure."""
    others = opinions(model)
    for name in [name for _, name in RATES if name in entry]:
        said = [other[name] for other in others if name in other]
        if not said or entry[name] in said:
            continue
        if len(said) == 2 and said[0] == said[1]:
            entry[name] = said[0]
            entry["source"] = "models.dev and genai-prices"
        else:
            entry["unsure"] = True


def entries(model, dates):
    entry = one(model, dates)
    schedule = [(row.get("valid_from"), rates(of_genai(row))) for row in model.get("dated_prices_genai") or []]
    later = [(start, prices) for start, prices in schedule if start and prices and start > entry["from"]]
    if model.get("disagreements") and not later:
        settle(entry, model)
    result = [entry]
    for start, prices in later:
        changed = {key: value for key, value in entry.items() if key != "tiers"}
        if "cache_write" in prices and "cache_write_long" in changed:  # not in the schedule: moves with the short one
            ratio = prices["cache_write"] / changed["cache_write"]
            changed["cache_write_long"] = rounded(float(changed["cache_write_long"] * ratio), 6)
            changed["unsure"] = True
        changed.update(prices)
        changed.update({"from": start, "source": "genai-prices"})
        result.append(changed)
    return [item for item in result if set(item) - {"vendor", "model", "from", "source", "unsure"}]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        facts = json.load(file)
    made = facts["generated_from"]
    dates = {"litellm": made["primary"]["snapshot_date"], "models.dev": made["check1"]["date"],
             "genai-prices": made["check2"]["date"]}
    for day in dates.values():
        datetime.date.fromisoformat(day)
    prices = [entry for model in facts["models"] for entry in entries(model, dates)]
    about = ("List prices of vendors: dollars per million tokens, per_… dollars each. Made by make_prices.py from "
             "LiteLLM's model_prices_and_context_window.json (MIT, %s), models.dev (MIT, %s) and genai-prices (MIT, %s). "
             "unsure: the sources disagree." % (dates["litellm"], dates["models.dev"], dates["genai-prices"]))
    lines = [json.dumps(entry, ensure_ascii=False) for entry in prices]
    print('{"about": %s,\n"prices": [\n%s\n]}' % (json.dumps(about), ",\n".join(lines)))


main()
