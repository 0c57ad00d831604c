#include "core/simulated/SchemaSample.h"
#include "tests/simulated/SchemaCheck.h"

#include <QTest>

using namespace signalbox;
using signalbox::simulated::sampleOf;

namespace {

// `"@` stands for `"` and a number sign, which moc takes for a directive even inside a raw string.
test::Json parsed(QByteArray text) {
    text.replace("\"$ref\":\"@", "\"$ref\":\"#");
    return test::Json::parse(text.constBegin(), text.constEnd());
}

}  // namespace

class TestSchemaSample final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void validSamples_data() {
        QTest::addColumn<QByteArray>("schema");
        const auto row = [](const char* name, const char* schema) {
            QTest::newRow(name) << QByteArray(schema);
        };
        row("weather", R"({"type":"object","properties":{"location":{"type":"string"},"unit":{"type":"string",
            "enum":["c","f"]}},"required":["location","unit"],"additionalProperties":false})");
        row("all kinds",
            R"({"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"number"},"c":{"type":"boolean"},
            "d":{"type":"null"},"e":{"type":["string","null"]},"f":{"const":7},"g":{"type":"array","items":{"type":"string"}}},
            "required":["a","b","c","d","e","f","g"]})");
        row("nested",
            R"({"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":
            {"explanation":{"type":"string"},"output":{"type":"string"}},"required":["explanation","output"],
            "additionalProperties":false}},"final":{"type":"string"}},"required":["steps","final"]})");
        row("formats", R"({"type":"object","properties":{"a":{"type":"string","format":"date-time"},
            "b":{"type":"string","format":"date"},"c":{"type":"string","format":"email"},"d":{"type":"string","format":"uuid"},
            "e":{"type":"string","format":"ipv4"},"f":{"type":"string","format":"time"},
            "g":{"type":"string","format":"uri"}}})");
        row("lengths", R"({"type":"object","properties":{"a":{"type":"string","minLength":40},
            "b":{"type":"string","maxLength":3},"c":{"type":"string","minLength":20,"maxLength":20},
            "d":{"type":"string","maxLength":0}}})");
        row("numbers", R"({"type":"object","properties":{"a":{"type":"integer","minimum":10,"maximum":12},
            "b":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.5},"c":{"type":"integer","multipleOf":7,"minimum":15},
            "d":{"type":"integer","maximum":-5},"e":{"type":"number","multipleOf":0.25,"minimum":3.1},
            "f":{"type":"integer","exclusiveMinimum":4,"exclusiveMaximum":6},"g":{"type":"number","exclusiveMaximum":-2},
            "h":{"type":"integer","multipleOf":5,"maximum":4}}})");
        row("arrays",
            R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"},"minItems":3,"maxItems":3},
            "b":{"type":"array","maxItems":0,"items":{"type":"string"}},"c":{"type":"array","prefixItems":[{"type":"string"},
            {"type":"integer"}],"items":false},"d":{"type":"array","items":{"type":"string"},"minItems":3,"uniqueItems":true},
            "e":{"type":"array","items":{"enum":["x","y","z"]},"minItems":2,"uniqueItems":true},"f":{"type":"array"}}})");
        row("refs",
            R"({"$ref":"@/$defs/a","$defs":{"a":{"type":"object","properties":{"b":{"$ref":"@/$defs/b~1c"}},
            "required":["b"]},"b/c":{"type":"string","enum":["only"]}}})");
        row("definitions", R"({"type":"object","properties":{"x":{"$ref":"@/definitions/n"}},"required":["x"],
            "definitions":{"n":{"type":"integer","minimum":3}}})");
        row("list that holds itself",
            R"({"type":"object","properties":{"value":{"type":"integer"},"next":{"anyOf":[
            {"$ref":"@"},{"type":"null"}]}},"required":["value","next"],"additionalProperties":false})");
        row("tree",
            R"({"$ref":"@/$defs/node","$defs":{"node":{"type":"object","properties":{"name":{"type":"string"},
            "children":{"type":"array","items":{"$ref":"@/$defs/node"}}},"required":["name","children"]}}})");
        row("nullable self",
            R"({"type":"object","properties":{"next":{"oneOf":[{"type":"null"},{"$ref":"@"}]}},
            "required":["next"]})");
        row("any of",
            R"({"type":"object","properties":{"item":{"anyOf":[{"type":"object","properties":{"kind":{"const":"a"}},
            "required":["kind"]},{"type":"string"}]}},"required":["item"]})");
        row("all of", R"({"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]},
            {"$ref":"@/$defs/b"}],"$defs":{"b":{"properties":{"b":{"type":"boolean"}},"required":["b"]}}})");
        row("no type", R"({"properties":{"a":{}},"required":["a","b"]})");
        row("described others",
            R"({"type":"object","required":["z"],"additionalProperties":{"type":"integer"}})");
        row("pattern", R"({"type":"object","properties":{"a":{"type":"string","pattern":"^[A-Z]{3}$"},
            "b":{"type":"string","pattern":"^\\d{4}-\\d{2}-\\d{2}$"},"c":{"type":"string","pattern":"^@[a-z]+$"}}})");
        row("array at the root", R"({"type":"array","items":{"type":"boolean"},"minItems":1})");
        row("text at the root", R"({"type":"string"})");
        row("empty", "{}");
    }
    void validSamples() {
        QFETCH(QByteArray, schema);
        const test::Json rules = parsed(schema);
        const test::Json sample = sampleOf(rules);
        QCOMPARE(QString::fromStdString(test::SchemaCheck(rules).fault(sample) + " "), QStringLiteral(" "));
        QCOMPARE(sampleOf(rules).dump(), sample.dump());
    }

    void keepsTheOrderOfProperties() {
        const auto rules =
            test::Json::parse(R"({"type":"object","properties":{"z":{"type":"null"},"a":{"type":"null"}}})");
        QCOMPARE(QByteArray::fromStdString(sampleOf(rules).dump()), QByteArray(R"({"z":null,"a":null})"));
    }

    void hostileSchemasEnd_data() {
        QTest::addColumn<QByteArray>("schema");
        QTest::newRow("requires itself") << QByteArray(
            R"({"type":"object","properties":{"a":{"$ref":"@"},"b":{"$ref":"@"}},"required":["a","b"]})");
        QTest::newRow("points at itself") << QByteArray(R"({"$ref":"@"})");
        QTest::newRow("points nowhere") << QByteArray(R"({"$ref":"@/$defs/none"})");
        QTest::newRow("elsewhere") << QByteArray(R"({"$ref":"other.json"})");
        QTest::newRow("many items") << QByteArray(
            R"({"type":"array","minItems":1000000000000,"items":{"type":"string"}})");
        QTest::newRow("long text") << QByteArray(R"({"type":"string","minLength":1000000000000})");
        QTest::newRow("wrong kinds") << QByteArray(
            R"({"type":7,"properties":[],"required":{},"items":3,"enum":{},"anyOf":"x","minimum":"a","allOf":1,"format":[]})");
        QTest::newRow("wrong kinds in an array") << QByteArray(
            R"({"type":"array","prefixItems":{},"items":[],"minItems":"x","maxItems":-5,"uniqueItems":"yes"})");
        QTest::newRow("bad pattern") << QByteArray(R"({"type":"string","pattern":"*"})");
        QTest::newRow("no step") << QByteArray(R"({"type":"number","multipleOf":0,"minimum":1e308})");
    }
    void hostileSchemasEnd() {
        QFETCH(QByteArray, schema);
        const test::Json sample = sampleOf(parsed(schema));
        QVERIFY(sample.dump().size() < 2'000'000);
    }
};

QTEST_APPLESS_MAIN(TestSchemaSample)
#include "tst_schemasample.moc"
