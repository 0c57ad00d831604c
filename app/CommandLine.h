// CommandLine: what the user typed, as a value. Pure: nothing is run here. Thread: any.
#pragma once

#include "core/api/Config.h"
#include "core/base/Result.h"
#include "core/service/ControlProtocol.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace signalbox {

enum class Subcommand {
    Window,
    Serve,
    Status,
    Switch,
    Undo,
    Switches,
    Drain,
    Undrain,
    Reset,
    Drill,
    Explain,
    Spend,
    Export,
    Import,
    Key,
    CheckConfig,
};

enum class OutputFormat { Table, Json, Csv };

struct Invocation {
    Subcommand command = Subcommand::Window;
    bool help = false;     // show helpText() instead
    bool version = false;  // show the version instead

    QString configFile;  // empty: the usual place
    QString dataFolder;  // empty: the usual place
    std::optional<ListenConfig> listen;
    bool hidden = false;  // the window is not shown at the start
    OutputFormat format = OutputFormat::Table;

    std::optional<ControlCommand> question;  // for the commands that speak to the running instance
    QString since;                           // of spend and export: a day or "today", empty: not given
    QString until;
    QString checkedFile;  // of check-config

    QString explained;  // of explain: a file, a request id, or "-" for standard input
    Endpoint endpoint = Endpoint::ChatCompletions;
    QString client;
};

// `arguments` without the program's name. An error says what is wrong and how to get help; exit code 2.
[[nodiscard]] Result<Invocation> parseCommandLine(const QStringList& arguments);
// The help of one command, or of the program.
[[nodiscard]] QString helpText(Subcommand command);

}  // namespace signalbox
