#include "ui/routes/SampleRequest.h"

#include "core/base/Glob.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// The gateway takes four bytes for a token, four tokens for a message and 800 for an image; the tool and the
// schema of a sample have few.
constexpr qint64 kBytesPerToken = 4;
constexpr qint64 kTokensPerMessage = 4;
constexpr qint64 kTokensPerImage = 800;
constexpr qint64 kMostTokens = 2'000'000;

QJsonObject emptySchema() {
    return {{u"type"_s, u"object"_s}};
}

QJsonValue content(const QString& text, bool image, Endpoint endpoint) {
    if (!image) {
        return text;
    }
    const QString dot = u"iVBORw0KGgo="_s;  // only that it is there counts
    if (endpoint == Endpoint::Messages) {
        return QJsonArray{QJsonObject{{u"type"_s, u"image"_s},
                                      {u"source"_s, QJsonObject{{u"type"_s, u"base64"_s},
                                                                {u"media_type"_s, u"image/png"_s},
                                                                {u"data"_s, dot}}}},
                          QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}};
    }
    const QString url = u"data:image/png;base64,"_s + dot;
    if (endpoint == Endpoint::Responses) {
        return QJsonArray{QJsonObject{{u"type"_s, u"input_image"_s}, {u"image_url"_s, url}},
                          QJsonObject{{u"type"_s, u"input_text"_s}, {u"text"_s, text}}};
    }
    return QJsonArray{
        QJsonObject{{u"type"_s, u"image_url"_s}, {u"image_url"_s, QJsonObject{{u"url"_s, url}}}},
        QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, text}}};
}

QJsonArray tools(Endpoint endpoint) {
    if (endpoint == Endpoint::Messages) {
        return {QJsonObject{{u"name"_s, u"look"_s}, {u"input_schema"_s, emptySchema()}}};
    }
    const QJsonObject function{{u"name"_s, u"look"_s}, {u"parameters"_s, emptySchema()}};
    if (endpoint == Endpoint::Responses) {
        QJsonObject flat = function;
        flat.insert(u"type"_s, u"function"_s);
        return {flat};
    }
    return {QJsonObject{{u"type"_s, u"function"_s}, {u"function"_s, function}}};
}

void addSchema(QJsonObject& body, Endpoint endpoint) {
    if (endpoint == Endpoint::Responses) {
        body.insert(u"text"_s, QJsonObject{{u"format"_s, QJsonObject{{u"type"_s, u"json_schema"_s},
                                                                     {u"name"_s, u"answer"_s},
                                                                     {u"schema"_s, emptySchema()}}}});
    } else {
        body.insert(u"response_format"_s,
                    QJsonObject{{u"type"_s, u"json_schema"_s},
                                {u"json_schema"_s,
                                 QJsonObject{{u"name"_s, u"answer"_s}, {u"schema"_s, emptySchema()}}}});
    }
}

}  // namespace

bool SampleRequest::supports(Endpoint endpoint, Need need) {
    return endpoint == Endpoint::ChatCompletions || endpoint == Endpoint::Responses ||
           (endpoint == Endpoint::Messages && need != Need::JsonSchema);
}

QVector<Endpoint> SampleRequest::endpoints() {
    return {Endpoint::ChatCompletions, Endpoint::Responses,   Endpoint::Messages,
            Endpoint::Completions,     Endpoint::Embeddings,  Endpoint::ImageGenerations,
            Endpoint::AudioSpeech,     Endpoint::Moderations, Endpoint::Videos};
}

SampleRequest SampleRequest::fitting(const RouteConfig& route, const QStringList& known) {
    SampleRequest sample;
    const QString& wanted = route.match.model;
    const auto fits = std::find_if(known.begin(), known.end(),
                                   [&](const QString& name) { return globMatches(wanted, name); });
    if (wanted.isEmpty()) {
        sample.model = route.targets.empty() ? QString() : route.targets.front().model;
    } else if (fits != known.end()) {
        sample.model = *fits;
    } else {
        sample.model = wanted;
        sample.model.replace(u'*', u'x').replace(u'?', u'x');
    }
    sample.client = route.match.client;
    if (route.match.endpoint && endpoints().contains(*route.match.endpoint)) {
        sample.endpoint = *route.match.endpoint;
    }
    std::copy_if(route.match.needs.begin(), route.match.needs.end(), std::back_inserter(sample.needs),
                 [&](Need need) { return supports(sample.endpoint, need); });
    const qint64 least = route.match.minPromptTokens.value_or(0);
    const qint64 most = route.match.maxPromptTokens.value_or(kMostTokens);
    if (least > sample.promptTokens || most < sample.promptTokens) {
        sample.promptTokens = least > 0 ? least + least / 10 : most / 2;
        sample.promptTokens = std::clamp<qint64>(sample.promptTokens, std::min(least, most), most);
    }
    return sample;
}

QByteArray SampleRequest::body() const {
    const auto wants = [&](Need need) { return needs.contains(need) && supports(endpoint, need); };
    const bool image = wants(Need::Image);
    const qint64 besides = kTokensPerMessage + (image ? kTokensPerImage : 0);
    const qint64 tokens = std::clamp<qint64>(promptTokens - besides, 1, kMostTokens);
    const QString text = u"word"_s.repeated(tokens * kBytesPerToken / 4);
    QJsonObject body{{u"model"_s, model}};
    switch (endpoint) {
        case Endpoint::ChatCompletions:
        case Endpoint::Messages:
            body.insert(u"messages"_s,
                        QJsonArray{QJsonObject{{u"role"_s, u"user"_s},
                                               {u"content"_s, content(text, image, endpoint)}}});
            break;
        case Endpoint::Responses:
            body.insert(u"input"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s},
                                                           {u"content"_s, content(text, image, endpoint)}}});
            break;
        case Endpoint::Completions:
        case Endpoint::ImageGenerations:
        case Endpoint::Videos:
            body.insert(u"prompt"_s, text);
            break;
        default:
            body.insert(u"input"_s, text);
            break;
    }
    if (wants(Need::Tools)) {
        body.insert(u"tools"_s, tools(endpoint));
    }
    if (wants(Need::JsonSchema)) {
        addSchema(body, endpoint);
    }
    if (endpoint == Endpoint::Messages) {
        body.insert(u"max_tokens"_s, 1'000);
    }
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

ExplainQuery SampleRequest::query() const {
    ExplainQuery query;
    query.endpoint = endpoint;
    query.client = client;
    query.body = body();
    return query;
}

}  // namespace signalbox
