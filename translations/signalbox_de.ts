<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>BannerText</name>
    <message>
        <source>%1, %2. %3</source>
        <comment>budget, spent of limit, what that means</comment>
        <translation>%1, %2. %3</translation>
    </message>
    <message>
        <source>Show spend</source>
        <translation>Ausgaben zeigen</translation>
    </message>
    <message>
        <source>%1 budgets cannot be kept, so requests that cost are refused: %2</source>
        <translation>%1 Budgets können nicht eingehalten werden, darum werden kostenpflichtige Anfragen abgelehnt: %2</translation>
    </message>
    <message>
        <source>Signalbox is stopping: requests under way are being finished, new ones are refused.</source>
        <translation>Signalbox wird beendet: laufende Anfragen laufen zu Ende, neue werden abgelehnt.</translation>
    </message>
    <message>
        <source>Signalbox accepts no requests: its port is not open. Quit and start it again.</source>
        <translation>Signalbox nimmt keine Anfragen an: sein Port ist nicht offen. Beenden Sie es und starten Sie es neu.</translation>
    </message>
    <message>
        <source>This computer has no network. Providers are tried again when it is back.</source>
        <translation>Dieser Rechner hat kein Netz. Die Anbieter werden wieder versucht, sobald es zurück ist.</translation>
    </message>
    <message>
        <source>%1: one request waits, no target can be used. Throw its lever to send it on.</source>
        <translation>%1: eine Anfrage wartet, kein Ziel ist brauchbar. Legen Sie den Hebel um, um sie weiterzuschicken.</translation>
    </message>
    <message>
        <source>%1: %2 requests wait, no target can be used. Throw its lever to send them on.</source>
        <translation>%1: %2 Anfragen warten, kein Ziel ist brauchbar. Legen Sie den Hebel um, um sie weiterzuschicken.</translation>
    </message>
    <message>
        <source>Go to its lever</source>
        <translation>Zu seinem Hebel</translation>
    </message>
    <message>
        <source>Drill: %1 until %2.</source>
        <translation>Übung: %1 bis %2.</translation>
    </message>
    <message>
        <source>End drill</source>
        <translation>Übung beenden</translation>
    </message>
    <message>
        <source>The ledger cannot be written.</source>
        <translation>Das Kassenbuch kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>One entry waits in memory.</source>
        <translation>Ein Eintrag wartet im Speicher.</translation>
    </message>
    <message>
        <source>%1 entries wait in memory.</source>
        <translation>%1 Einträge warten im Speicher.</translation>
    </message>
    <message>
        <source>One entry is missing from the ledger: sums are too low.</source>
        <translation>Ein Eintrag fehlt im Kassenbuch: die Summen sind zu niedrig.</translation>
    </message>
    <message>
        <source>%1 entries are missing from the ledger: sums are too low.</source>
        <translation>%1 Einträge fehlen im Kassenbuch: die Summen sind zu niedrig.</translation>
    </message>
    <message>
        <source>The new address cannot be used.</source>
        <translation>Die neue Adresse kann nicht verwendet werden.</translation>
    </message>
    <message>
        <source>The changed configuration is refused; the last good one stays in force.</source>
        <translation>Die geänderte Konfiguration wird abgelehnt; die letzte gute gilt weiter.</translation>
    </message>
    <message>
        <source>There is no keyring here: keys are kept in memory only and are gone when Signalbox quits.</source>
        <translation>Hier gibt es keinen Schlüsselbund: Schlüssel bleiben nur im Speicher und sind fort, wenn Signalbox beendet wird.</translation>
    </message>
</context>
<context>
    <name>BudgetText</name>
    <message>
        <source>Daily budget</source>
        <translation>Tagesbudget</translation>
    </message>
    <message>
        <source>Monthly budget</source>
        <translation>Monatsbudget</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>Daily budget of openai</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>unknown of %1</source>
        <comment>what is spent, of the limit</comment>
        <translation>unbekannt, Grenze %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>what is spent, of the limit</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>What was spent is being read; until then requests that cost are refused.</source>
        <translation>Die bisherigen Ausgaben werden gelesen; bis dahin werden kostenpflichtige Anfragen abgelehnt.</translation>
    </message>
    <message>
        <source>What was spent cannot be read, so requests that cost are refused: %1</source>
        <translation>Die bisherigen Ausgaben sind nicht lesbar, darum werden kostenpflichtige Anfragen abgelehnt: %1</translation>
    </message>
    <message>
        <source>%1 is spent. At the limit requests that cost go to %2.</source>
        <translation>%1 sind ausgegeben. An der Grenze gehen kostenpflichtige Anfragen an %2.</translation>
    </message>
    <message>
        <source>%1 is spent. At the limit requests that cost are refused.</source>
        <translation>%1 sind ausgegeben. An der Grenze werden kostenpflichtige Anfragen abgelehnt.</translation>
    </message>
    <message>
        <source>Used up: requests that cost go to %1 until %2.</source>
        <translation>Aufgebraucht: kostenpflichtige Anfragen gehen bis %2 an %1.</translation>
    </message>
    <message>
        <source>Used up: requests that cost are refused until %1.</source>
        <translation>Aufgebraucht: kostenpflichtige Anfragen werden bis %1 abgelehnt.</translation>
    </message>
</context>
<context>
    <name>ConnectTexts</name>
    <message>
        <source>curl</source>
        <translation>curl</translation>
    </message>
    <message>
        <source>In a terminal</source>
        <translation>In einem Terminal</translation>
    </message>
    <message>
        <source>Environment, sh</source>
        <translation>Umgebung, sh</translation>
    </message>
    <message>
        <source>In a terminal, or in ~/.profile</source>
        <translation>In einem Terminal oder in ~/.profile</translation>
    </message>
    <message>
        <source>Environment, fish</source>
        <translation>Umgebung, fish</translation>
    </message>
    <message>
        <source>In a terminal; -Ux instead of -gx keeps it</source>
        <translation>In einem Terminal; mit -Ux statt -gx bleibt es</translation>
    </message>
    <message>
        <source>Environment, PowerShell</source>
        <translation>Umgebung, PowerShell</translation>
    </message>
    <message>
        <source>In a terminal, or in $PROFILE</source>
        <translation>In einem Terminal oder in $PROFILE</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>With the package openai</source>
        <translation>Mit dem Paket openai</translation>
    </message>
    <message>
        <source>Node.js</source>
        <translation>Node.js</translation>
    </message>
    <message>
        <source>Aider</source>
        <translation>Aider</translation>
    </message>
    <message>
        <source>In a terminal, in your project&apos;s folder</source>
        <translation>In einem Terminal, im Ordner Ihres Projekts</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>In its config.yaml, under models</source>
        <translation>In seiner config.yaml, unter models</translation>
    </message>
    <message>
        <source>Cline</source>
        <translation>Cline</translation>
    </message>
    <message>
        <source>In its settings</source>
        <translation>In seinen Einstellungen</translation>
    </message>
    <message>
        <source>Zed</source>
        <translation>Zed</translation>
    </message>
    <message>
        <source>In settings.json; start Zed with SIGNALBOX_API_KEY set, or enter the key in its settings</source>
        <translation>In settings.json; starten Sie Zed mit gesetztem SIGNALBOX_API_KEY, oder geben Sie den Schlüssel in seinen Einstellungen ein</translation>
    </message>
    <message>
        <source>Open WebUI</source>
        <translation>Open WebUI</translation>
    </message>
    <message>
        <source>In its environment</source>
        <translation>In seiner Umgebung</translation>
    </message>
    <message>
        <source>Codex</source>
        <translation>Codex</translation>
    </message>
    <message>
        <source>In ~/.codex/config.toml; start Codex with SIGNALBOX_API_KEY set</source>
        <translation>In ~/.codex/config.toml; starten Sie Codex mit gesetztem SIGNALBOX_API_KEY</translation>
    </message>
    <message>
        <source>OpenCode</source>
        <translation>OpenCode</translation>
    </message>
    <message>
        <source>In opencode.json; start OpenCode with SIGNALBOX_API_KEY set</source>
        <translation>In opencode.json; starten Sie OpenCode mit gesetztem SIGNALBOX_API_KEY</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>CSV, for spreadsheets (*.csv)</source>
        <translation>CSV, für Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>JSON, for programs (*.json)</source>
        <translation>JSON, für Programme (*.json)</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>&lt;%1</source>
        <comment>less than an amount</comment>
        <translation>&lt;%1</translation>
    </message>
    <message>
        <source>~%1</source>
        <comment>about an amount</comment>
        <translation>~%1</translation>
    </message>
    <message>
        <source>%1 M</source>
        <comment>millions</comment>
        <translation>%1 M</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <comment>milliseconds</comment>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <comment>minutes</comment>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <comment>hours</comment>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <comment>hours and minutes</comment>
        <translation>%1 Std. %2 min</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>day, time of day</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>less than %1</source>
        <comment>what it will cost</comment>
        <translation>weniger als %1</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>what it will cost</comment>
        <translation>etwa %1</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>No network</source>
        <translation>Kein Netz</translation>
    </message>
    <message>
        <source>This computer has no network. Providers are tried again when it is back.</source>
        <translation>Dieser Rechner hat kein Netz. Die Anbieter werden wieder versucht, sobald es zurück ist.</translation>
    </message>
    <message>
        <source>Network is back</source>
        <translation>Das Netz ist zurück</translation>
    </message>
    <message>
        <source>Providers are being tried again.</source>
        <translation>Die Anbieter werden wieder versucht.</translation>
    </message>
    <message>
        <source>%1: requests wait for you</source>
        <translation>%1: Anfragen warten auf Sie</translation>
    </message>
    <message>
        <source>No target can be used. Throw its lever to send them on.</source>
        <translation>Kein Ziel ist brauchbar. Legen Sie den Hebel um, um sie weiterzuschicken.</translation>
    </message>
    <message>
        <source>%1: no target can be used</source>
        <translation>%1: kein Ziel ist brauchbar</translation>
    </message>
    <message>
        <source>Requests fail until one is back, or until you throw the lever.</source>
        <translation>Anfragen scheitern, bis eines zurück ist oder Sie den Hebel umlegen.</translation>
    </message>
    <message>
        <source>%1 goes to %2 now</source>
        <translation>%1 geht jetzt an %2</translation>
    </message>
    <message>
        <source>%1 is passed over.</source>
        <translation>%1 wird übergangen.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 is back to normal</source>
        <translation>%1 ist wieder wie sonst</translation>
    </message>
    <message>
        <source>%1 answers again.</source>
        <translation>%1 antwortet wieder.</translation>
    </message>
    <message>
        <source>%1 is automatic again</source>
        <translation>%1 ist wieder automatisch</translation>
    </message>
    <message>
        <source>%1 is back to %2</source>
        <translation>%1 ist wieder bei %2</translation>
    </message>
    <message>
        <source>Your pin to %1 has come to its end.</source>
        <translation>Ihre Festlegung auf %1 ist abgelaufen.</translation>
    </message>
    <message>
        <source>%1 is out of credit</source>
        <translation>%1 hat kein Guthaben mehr</translation>
    </message>
    <message>
        <source>A key of %1 is out of credit</source>
        <translation>Ein Schlüssel von %1 hat kein Guthaben mehr</translation>
    </message>
    <message>
        <source>It rests for 15 minutes. The other keys of %1 are used meanwhile.</source>
        <translation>Er ruht 15 Minuten. Solange werden die anderen Schlüssel von %1 verwendet.</translation>
    </message>
    <message>
        <source>%1 refuses its key</source>
        <translation>%1 lehnt seinen Schlüssel ab</translation>
    </message>
    <message>
        <source>The drill has ended</source>
        <translation>Die Übung ist zu Ende</translation>
    </message>
    <message>
        <source>%1 is asked as usual again.</source>
        <translation>%1 wird wieder wie sonst gefragt.</translation>
    </message>
    <message>
        <source>%1 of %2 is spent.</source>
        <translation>%1 von %2 sind ausgegeben.</translation>
    </message>
    <message>
        <source>%1: 80 % is spent</source>
        <translation>%1: 80 % sind ausgegeben</translation>
    </message>
    <message>
        <source>Requests that cost go to %1 now.</source>
        <translation>Kostenpflichtige Anfragen gehen jetzt an %1.</translation>
    </message>
    <message>
        <source>Requests that cost are refused until it renews.</source>
        <translation>Kostenpflichtige Anfragen werden abgelehnt, bis es sich erneuert.</translation>
    </message>
    <message>
        <source>%1 is used up</source>
        <translation>%1 ist aufgebraucht</translation>
    </message>
    <message>
        <source>%1 cannot be kept</source>
        <translation>%1 kann nicht eingehalten werden</translation>
    </message>
    <message>
        <source>The ledger cannot be read, so requests that cost are refused.</source>
        <translation>Das Kassenbuch ist nicht lesbar, darum werden kostenpflichtige Anfragen abgelehnt.</translation>
    </message>
    <message>
        <source>What it went to before cannot be used.</source>
        <translation>Das bisherige Ziel ist nicht brauchbar.</translation>
    </message>
    <message>
        <source>%1 is down</source>
        <translation>%1 ist ausgefallen</translation>
    </message>
</context>
<context>
    <name>PreviewText</name>
    <message>
        <source>Recent requests used tools; this model takes none.</source>
        <translation>Die letzten Anfragen verwendeten Tools; dieses Modell nimmt keine.</translation>
    </message>
    <message>
        <source>Recent requests had images; this model takes none.</source>
        <translation>Die letzten Anfragen hatten Bilder; dieses Modell nimmt keine.</translation>
    </message>
    <message>
        <source>Recent requests wanted a JSON schema kept; this model keeps none.</source>
        <translation>Die letzten Anfragen verlangten ein JSON-Schema; dieses Modell hält keines ein.</translation>
    </message>
    <message>
        <source>The largest recent prompt is more than this model takes.</source>
        <translation>Der größte der letzten Prompts ist mehr, als dieses Modell nimmt.</translation>
    </message>
    <message>
        <source>A request like the recent ones costs about %1 there, %2 now.</source>
        <translation>Eine Anfrage wie die letzten kostet dort etwa %1, jetzt %2.</translation>
    </message>
    <message>
        <source>No price is known there; a request costs about %1 now.</source>
        <translation>Dort ist kein Preis bekannt; eine Anfrage kostet jetzt etwa %1.</translation>
    </message>
    <message>
        <source>One conversation leaves its cache</source>
        <translation>Eine Unterhaltung verlässt ihren Cache</translation>
    </message>
    <message>
        <source>%1 conversations leave their caches</source>
        <translation>%1 Unterhaltungen verlassen ihren Cache</translation>
    </message>
    <message>
        <source>%1: %2 tokens are read once more, for about %3.</source>
        <translation>%1: %2 Token werden noch einmal gelesen, für etwa %3.</translation>
    </message>
    <message>
        <source>%1: %2 tokens are read once more.</source>
        <translation>%1: %2 Token werden noch einmal gelesen.</translation>
    </message>
</context>
<context>
    <name>ReasonText</name>
    <message>
        <source>Cooling %1</source>
        <translation>Pausiert %1</translation>
    </message>
    <message>
        <source>Cooling</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Drained</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Switched off</source>
        <translation>Ausgeschaltet</translation>
    </message>
    <message>
        <source>Out of credit</source>
        <translation>Kein Guthaben</translation>
    </message>
    <message>
        <source>Key refused</source>
        <translation>Schlüssel abgelehnt</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Kein Schlüssel</translation>
    </message>
    <message>
        <source>Down %1</source>
        <translation>Ausgefallen %1</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ausgefallen</translation>
    </message>
    <message>
        <source>Probing</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Gestört</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Kein Netz</translation>
    </message>
    <message>
        <source>Not used yet</source>
        <translation>Noch ungenutzt</translation>
    </message>
    <message>
        <source>Unable</source>
        <translation>Kann es nicht</translation>
    </message>
    <message>
        <source>Not chosen</source>
        <translation>Nicht gewählt</translation>
    </message>
    <message>
        <source>Has not got the model</source>
        <translation>Hat das Modell nicht</translation>
    </message>
    <message>
        <source>Too small</source>
        <translation>Zu klein</translation>
    </message>
    <message>
        <source>No images</source>
        <translation>Keine Bilder</translation>
    </message>
    <message>
        <source>No tools</source>
        <translation>Keine Tools</translation>
    </message>
    <message>
        <source>No JSON schema</source>
        <translation>Kein JSON-Schema</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Ausgelastet</translation>
    </message>
    <message>
        <source>Near its limit %1</source>
        <translation>Fast am Limit %1</translation>
    </message>
    <message>
        <source>Near its limit</source>
        <translation>Fast am Limit</translation>
    </message>
    <message>
        <source>Out of budget</source>
        <translation>Budget erschöpft</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Gesund</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Achtung</translation>
    </message>
    <message>
        <source>Resting</source>
        <translation>Ruht</translation>
    </message>
    <message>
        <source>Out of use</source>
        <translation>Außer Betrieb</translation>
    </message>
    <message>
        <source>No request has gone here yet</source>
        <translation>Hierher ging noch keine Anfrage</translation>
    </message>
    <message>
        <source>Switched off in the configuration</source>
        <translation>In der Konfiguration ausgeschaltet</translation>
    </message>
    <message>
        <source>Taken out by you until %1</source>
        <translation>Von Ihnen gesperrt bis %1</translation>
    </message>
    <message>
        <source>Taken out by you, until you put it back</source>
        <translation>Von Ihnen gesperrt, bis Sie ihn wieder freigeben</translation>
    </message>
    <message>
        <source>Asked us to wait until %1</source>
        <translation>Bat um Geduld bis %1</translation>
    </message>
    <message>
        <source>Asked us to wait</source>
        <translation>Bat um Geduld</translation>
    </message>
    <message>
        <source>Its balance or spend limit is used up; tried again at %1</source>
        <translation>Guthaben oder Ausgabengrenze erschöpft; nächster Versuch um %1</translation>
    </message>
    <message>
        <source>Its balance or spend limit is used up</source>
        <translation>Guthaben oder Ausgabengrenze erschöpft</translation>
    </message>
    <message>
        <source>Every key was refused; change the key, or reset to try again</source>
        <translation>Alle Schlüssel wurden abgelehnt; ändern Sie den Schlüssel, oder drücken Sie Reset, um es wieder zu versuchen</translation>
    </message>
    <message>
        <source>No key could be read; look at its key in the configuration</source>
        <translation>Kein Schlüssel war lesbar; sehen Sie in der Konfiguration nach seinem Schlüssel</translation>
    </message>
    <message>
        <source>%1; tried again at %2</source>
        <translation>%1; nächster Versuch um %2</translation>
    </message>
    <message>
        <source>Too many failures; tried again at %1</source>
        <translation>Zu viele Fehlschläge; nächster Versuch um %1</translation>
    </message>
    <message>
        <source>Too many failures</source>
        <translation>Zu viele Fehlschläge</translation>
    </message>
    <message>
        <source>One request at a time tries whether it is back</source>
        <translation>Eine Anfrage nach der anderen prüft, ob er zurück ist</translation>
    </message>
    <message>
        <source>Recent failures: %1</source>
        <translation>Letzte Fehlschläge: %1</translation>
    </message>
    <message>
        <source>Recent failures</source>
        <translation>Letzte Fehlschläge</translation>
    </message>
    <message>
        <source>This computer has no network; the provider may be fine</source>
        <translation>Dieser Rechner hat kein Netz; der Anbieter ist vielleicht in Ordnung</translation>
    </message>
    <message>
        <source>Cannot do what these requests need</source>
        <translation>Kann nicht, was diese Anfragen brauchen</translation>
    </message>
    <message>
        <source>You chose another target for this route</source>
        <translation>Sie haben für diese Route ein anderes Ziel gewählt</translation>
    </message>
    <message>
        <source>Its list of models has not got this one</source>
        <translation>Dieses Modell fehlt in seiner Liste</translation>
    </message>
    <message>
        <source>The prompt is larger than what this model takes</source>
        <translation>Der Prompt ist größer, als dieses Modell nimmt</translation>
    </message>
    <message>
        <source>The request has images, and this model takes none</source>
        <translation>Die Anfrage hat Bilder, und dieses Modell nimmt keine</translation>
    </message>
    <message>
        <source>The request has tools, and this model takes none</source>
        <translation>Die Anfrage hat Tools, und dieses Modell nimmt keine</translation>
    </message>
    <message>
        <source>The request wants a JSON schema kept, and this model keeps none</source>
        <translation>Die Anfrage verlangt ein JSON-Schema, und dieses Modell hält keines ein</translation>
    </message>
    <message>
        <source>As many requests are under way as its limit allows</source>
        <translation>So viele Anfragen, wie seine Begrenzung zulässt, sind unterwegs</translation>
    </message>
    <message>
        <source>Its rate limit has too little left until %1</source>
        <translation>Bis %1 ist von seinem Kontingent zu wenig übrig</translation>
    </message>
    <message>
        <source>Its rate limit has too little left</source>
        <translation>Von seinem Kontingent ist zu wenig übrig</translation>
    </message>
    <message>
        <source>A budget has no room for this request</source>
        <translation>Ein Budget hat keinen Platz für diese Anfrage</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>HTTP status: sentence</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 (“%2”)</source>
        <comment>sentence, the provider&apos;s own words</comment>
        <translation>%1 („%2“)</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Rate limited</source>
        <translation>Gedrosselt</translation>
    </message>
    <message>
        <source>Answers with server errors</source>
        <translation>Antwortet mit Serverfehlern</translation>
    </message>
    <message>
        <source>Cannot be reached</source>
        <translation>Ist nicht erreichbar</translation>
    </message>
    <message>
        <source>No answer in time</source>
        <translation>Keine rechtzeitige Antwort</translation>
    </message>
    <message>
        <source>Answers stop half-way</source>
        <translation>Antworten bleiben stehen</translation>
    </message>
    <message>
        <source>Answers make no sense</source>
        <translation>Antworten sind unverständlich</translation>
    </message>
    <message>
        <source>Answers break off</source>
        <translation>Antworten brechen ab</translation>
    </message>
    <message>
        <source>Refuses the request</source>
        <translation>Lehnt die Anfrage ab</translation>
    </message>
    <message>
        <source>Cancelled by the client</source>
        <translation>Vom Client abgebrochen</translation>
    </message>
    <message>
        <source>Another target was faster</source>
        <translation>Ein anderes Ziel war schneller</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>nach Vorrang</translation>
    </message>
    <message>
        <source>weighted</source>
        <translation>nach Gewicht</translation>
    </message>
    <message>
        <source>lowest latency</source>
        <translation>schnellstes</translation>
    </message>
    <message>
        <source>lowest cost</source>
        <translation>billigstes</translation>
    </message>
    <message>
        <source>least busy</source>
        <translation>freiestes</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>prefer</source>
        <translation>bevorzugt</translation>
    </message>
    <message>
        <source>only</source>
        <translation>nur</translation>
    </message>
    <message>
        <source>waiting, attempt %1</source>
        <translation>wartet, Versuch %1</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>läuft</translation>
    </message>
    <message numerus="yes">
        <source>done, %n attempts</source>
        <translation>
            <numerusform>fertig, %n Versuch</numerusform>
            <numerusform>fertig, %n Versuche</numerusform>
        </translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed, %1</source>
        <translation>gescheitert, %1</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>abgeschnitten</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
</context>
<context>
    <name>RouteText</name>
    <message>
        <source>tools</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>JSON-Schema</translation>
    </message>
    <message>
        <source>model = %1</source>
        <translation>Modell = %1</translation>
    </message>
    <message>
        <source>client = %1</source>
        <translation>Client = %1</translation>
    </message>
    <message>
        <source>needs %1</source>
        <translation>braucht %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between needs</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1 to %2 tokens in</source>
        <translation>%1 bis %2 Eingabe-Token</translation>
    </message>
    <message>
        <source>from %1 tokens in</source>
        <translation>ab %1 Eingabe-Token</translation>
    </message>
    <message>
        <source>up to %1 tokens in</source>
        <translation>bis zu %1 Eingabe-Token</translation>
    </message>
    <message>
        <source>%1–%2</source>
        <comment>hours</comment>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>any request</source>
        <translation>jede Anfrage</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between conditions</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>no provider</source>
        <translation>kein Anbieter</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>provider, model</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>no target</source>
        <translation>kein Ziel</translation>
    </message>
    <message>
        <source> › </source>
        <comment>between targets in order</comment>
        <translation> › </translation>
    </message>
    <message>
        <source>takes it</source>
        <translation>nimmt sie</translation>
    </message>
    <message>
        <source>not looked at: an earlier rule takes it</source>
        <translation>nicht angesehen: eine frühere Regel nimmt sie</translation>
    </message>
    <message>
        <source>is for another model</source>
        <translation>ist für ein anderes Modell</translation>
    </message>
    <message>
        <source>is for another client</source>
        <translation>ist für einen anderen Client</translation>
    </message>
    <message>
        <source>is for another endpoint</source>
        <translation>ist für einen anderen Endpunkt</translation>
    </message>
    <message>
        <source>wants a need that the request has not</source>
        <translation>verlangt, was die Anfrage nicht hat</translation>
    </message>
    <message>
        <source>the prompt is too small for it</source>
        <translation>der Prompt ist zu klein dafür</translation>
    </message>
    <message>
        <source>the prompt is too large for it</source>
        <translation>der Prompt ist zu groß dafür</translation>
    </message>
    <message>
        <source>does not hold at this hour</source>
        <translation>gilt um diese Zeit nicht</translation>
    </message>
    <message>
        <source>the request names a provider itself</source>
        <translation>die Anfrage nennt selbst einen Anbieter</translation>
    </message>
    <message>
        <source>the request names another rule</source>
        <translation>die Anfrage nennt eine andere Regel</translation>
    </message>
    <message>
        <source>no model named</source>
        <translation>kein Modell genannt</translation>
    </message>
    <message>
        <source>about %1 tokens in</source>
        <translation>etwa %1 Eingabe-Token</translation>
    </message>
    <message>
        <source>with %1</source>
        <comment>a need</comment>
        <translation>mit %1</translation>
    </message>
    <message>
        <source>from %1</source>
        <comment>a client</comment>
        <translation>von %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between facts</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>SpendMarks</name>
    <message>
        <source>%1 taken out of use</source>
        <translation>%1 außer Betrieb genommen</translation>
    </message>
    <message>
        <source>%1 put back into use</source>
        <translation>%1 wieder freigegeben</translation>
    </message>
    <message>
        <source>%1 moved to %2</source>
        <comment>route, target</comment>
        <translation>%1 umgestellt auf %2</translation>
    </message>
    <message>
        <source>%1 moved to only %2</source>
        <comment>route, target</comment>
        <translation>%1 umgestellt auf nur %2</translation>
    </message>
    <message>
        <source>%1 back to automatic</source>
        <comment>route</comment>
        <translation>%1 zurück auf automatisch</translation>
    </message>
    <message>
        <source>1 switch</source>
        <translation>1 Umstellung</translation>
    </message>
    <message>
        <source>%1 switches</source>
        <translation>%1 Umstellungen</translation>
    </message>
    <message>
        <source>1 incident</source>
        <translation>1 Störung</translation>
    </message>
    <message>
        <source>%1 incidents</source>
        <translation>%1 Störungen</translation>
    </message>
    <message>
        <source>1 drill</source>
        <translation>1 Übung</translation>
    </message>
    <message>
        <source>%1 drills</source>
        <translation>%1 Übungen</translation>
    </message>
    <message>
        <source>%1 failed over to %2</source>
        <comment>route, target</comment>
        <translation>%1 umgeleitet zu %2</translation>
    </message>
    <message>
        <source>Drill: %1</source>
        <translation>Übung: %1</translation>
    </message>
    <message>
        <source>%1 of %2 requests did not complete</source>
        <translation>%1 von %2 Anfragen wurden nicht zu Ende gebracht</translation>
    </message>
    <message>
        <source>%1 failed %2 times until %3; others answered</source>
        <comment>provider, how often, time</comment>
        <translation>%1: %2 Fehler bis %3; andere haben geantwortet</translation>
    </message>
    <message>
        <source>%1 failed %2 times until %3; requests without an answer: %4</source>
        <comment>provider, how often, time</comment>
        <translation>%1: %2 Fehler bis %3; Anfragen ohne Antwort: %4</translation>
    </message>
</context>
<context>
    <name>SwitchText</name>
    <message>
        <source>Answers 429, rate limited</source>
        <translation>Antwortet mit 429, gedrosselt</translation>
    </message>
    <message>
        <source>Answers 500, server error</source>
        <translation>Antwortet mit 500, Serverfehler</translation>
    </message>
    <message>
        <source>Answers 10 seconds late</source>
        <translation>Antwortet 10 Sekunden zu spät</translation>
    </message>
    <message>
        <source>Stalls after the first words</source>
        <translation>Bleibt nach den ersten Wörtern stehen</translation>
    </message>
    <message>
        <source>Breaks off after the first words</source>
        <translation>Bricht nach den ersten Wörtern ab</translation>
    </message>
    <message>
        <source>Cannot be reached</source>
        <translation>Ist nicht erreichbar</translation>
    </message>
    <message>
        <source>%1 answers 429</source>
        <translation>%1 antwortet mit 429</translation>
    </message>
    <message>
        <source>%1 answers 500</source>
        <translation>%1 antwortet mit 500</translation>
    </message>
    <message>
        <source>%1 answers 10 seconds late</source>
        <translation>%1 antwortet 10 Sekunden zu spät</translation>
    </message>
    <message>
        <source>%1 stalls after the first words</source>
        <translation>%1 bleibt nach den ersten Wörtern stehen</translation>
    </message>
    <message>
        <source>%1 breaks off after the first words</source>
        <translation>%1 bricht nach den ersten Wörtern ab</translation>
    </message>
    <message>
        <source>%1 cannot be reached</source>
        <translation>%1 ist nicht erreichbar</translation>
    </message>
    <message>
        <source>drain %1 again</source>
        <translation>%1 wieder sperren</translation>
    </message>
    <message>
        <source>put %1 back</source>
        <translation>%1 wieder freigeben</translation>
    </message>
    <message>
        <source>%1 back to %2</source>
        <comment>route, target</comment>
        <translation>%1 zurück auf %2</translation>
    </message>
    <message>
        <source>%1 back to only %2</source>
        <comment>route, target</comment>
        <translation>%1 zurück auf nur %2</translation>
    </message>
    <message>
        <source>%1 back to automatic</source>
        <translation>%1 zurück auf automatisch</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>provider, model</comment>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>TestCallText</name>
    <message>
        <source>Sends one short question to %1. Its price is not known here; it is a few dozen tokens.</source>
        <translation>Sendet eine kurze Frage an %1. Der Preis ist hier nicht bekannt; es sind ein paar Dutzend Token.</translation>
    </message>
    <message>
        <source>Sends one short question to %1. It costs nothing.</source>
        <translation>Sendet eine kurze Frage an %1. Das kostet nichts.</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>where a key is kept, its name there</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1 tokens, cost %2</source>
        <comment>number, money or the word unknown</comment>
        <translation>%1 Token, Kosten %2</translation>
    </message>
    <message>
        <source>It works: answered in %1</source>
        <translation>Es geht: Antwort nach %1</translation>
    </message>
    <message>
        <source>A budget has no room for it</source>
        <translation>Ein Budget hat keinen Platz dafür</translation>
    </message>
    <message>
        <source>Raise the budget in Settings, or wait until its day or month is over.</source>
        <translation>Heben Sie das Budget in den Einstellungen an, oder warten Sie, bis sein Tag oder Monat vorbei ist.</translation>
    </message>
    <message>
        <source>Nothing was sent</source>
        <translation>Nichts wurde gesendet</translation>
    </message>
    <message>
        <source>Look at its keys above: none may have been readable.</source>
        <translation>Sehen Sie oben nach seinen Schlüsseln: vielleicht war keiner lesbar.</translation>
    </message>
    <message>
        <source>It is switched off. Switch it on, apply, and test again.</source>
        <translation>Er ist ausgeschaltet. Schalten Sie ihn ein, wenden Sie an, und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>It wants a key, and has none</source>
        <translation>Er will einen Schlüssel und hat keinen</translation>
    </message>
    <message>
        <source>Add a key above, apply, and test again.</source>
        <translation>Fügen Sie oben einen Schlüssel hinzu, wenden Sie an, und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>The key was refused: %1</source>
        <translation>Der Schlüssel wurde abgelehnt: %1</translation>
    </message>
    <message>
        <source>All its keys were refused: %1</source>
        <translation>Alle seine Schlüssel wurden abgelehnt: %1</translation>
    </message>
    <message>
        <source>Make a new key at the provider, enter it above in place of this one, apply, and test again.</source>
        <translation>Machen Sie beim Anbieter einen neuen Schlüssel, geben Sie ihn oben an Stelle von diesem ein, wenden Sie an, und testen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Its balance or spend limit is used up</source>
        <translation>Guthaben oder Ausgabengrenze erschöpft</translation>
    </message>
    <message>
        <source>Add credit or raise the limit at the provider, then press Reset on the dashboard.</source>
        <translation>Füllen Sie beim Anbieter das Guthaben auf oder heben Sie die Grenze an, und drücken Sie dann Reset in der Übersicht.</translation>
    </message>
    <message>
        <source>It has had too many requests lately</source>
        <translation>Er hatte zuletzt zu viele Anfragen</translation>
    </message>
    <message>
        <source>Wait a minute and test again; the key and the address are right.</source>
        <translation>Warten Sie eine Minute und testen Sie noch einmal; Schlüssel und Adresse stimmen.</translation>
    </message>
    <message>
        <source>%1 cannot be reached</source>
        <translation>%1 ist nicht erreichbar</translation>
    </message>
    <message>
        <source>Look at the base URL; if it is a server of yours, see whether it runs.</source>
        <translation>Sehen Sie nach der Basis-URL; ist es ein Server von Ihnen, sehen Sie nach, ob er läuft.</translation>
    </message>
    <message>
        <source>It did not answer in time</source>
        <translation>Er antwortete nicht rechtzeitig</translation>
    </message>
    <message>
        <source>Test again in a minute; a local server may be loading the model.</source>
        <translation>Testen Sie in einer Minute noch einmal; ein lokaler Server lädt vielleicht das Modell.</translation>
    </message>
    <message>
        <source>What answers there does not speak this protocol</source>
        <translation>Was dort antwortet, spricht dieses Protokoll nicht</translation>
    </message>
    <message>
        <source>Look at the base URL: it mostly ends in /v1.</source>
        <translation>Sehen Sie nach der Basis-URL: meist endet sie auf /v1.</translation>
    </message>
    <message>
        <source>It has a fault of its own (%1)</source>
        <comment>HTTP status</comment>
        <translation>Er hat selbst eine Störung (%1)</translation>
    </message>
    <message>
        <source>Test again in a few minutes; nothing needs to be changed here.</source>
        <translation>Testen Sie in ein paar Minuten noch einmal; hier ist nichts zu ändern.</translation>
    </message>
    <message>
        <source>It has no model “%1”, or nothing at this address</source>
        <translation>Er hat kein Modell „%1“, oder nichts unter dieser Adresse</translation>
    </message>
    <message>
        <source>Choose a model of its list. If all fail, look at the base URL.</source>
        <translation>Wählen Sie ein Modell aus seiner Liste. Scheitern alle, sehen Sie nach der Basis-URL.</translation>
    </message>
    <message>
        <source>It refused the request (%1)</source>
        <comment>HTTP status</comment>
        <translation>Er lehnte die Anfrage ab (%1)</translation>
    </message>
    <message>
        <source>Another model may take it; its own words say what it minds.</source>
        <translation>Ein anderes Modell nimmt sie vielleicht; seine eigenen Worte sagen, was ihn stört.</translation>
    </message>
    <message>
        <source>Sends one short question to %1. It costs %2.</source>
        <comment>provider, about how much</comment>
        <translation>Sendet eine kurze Frage an %1. Das kostet %2.</translation>
    </message>
    <message>
        <source>keyring</source>
        <comment>refused: keyring openai</comment>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>environment variable</source>
        <comment>refused: environment variable OPENAI_API_KEY</comment>
        <translation>Umgebungsvariable</translation>
    </message>
    <message>
        <source>file</source>
        <comment>refused: file /home/me/key</comment>
        <translation>Datei</translation>
    </message>
    <message>
        <source>this run only</source>
        <comment>refused: this run only openai</comment>
        <translation>nur dieser Lauf</translation>
    </message>
</context>
<context>
    <name>signalbox::ApplyBar</name>
    <message>
        <source>Re&amp;vert</source>
        <translation>Zurüc&amp;ksetzen</translation>
    </message>
    <message>
        <source>Appl&amp;y</source>
        <translation>An&amp;wenden</translation>
    </message>
    <message>
        <source>Forget the changes and show what is in force</source>
        <translation>Die Änderungen vergessen und zeigen, was gilt</translation>
    </message>
    <message>
        <source>Applying…</source>
        <translation>Wird angewendet …</translation>
    </message>
    <message>
        <source>Appl&amp;y 1 change</source>
        <translation>1 Änderung an&amp;wenden</translation>
    </message>
    <message>
        <source>Appl&amp;y %1 changes</source>
        <translation>%1 Änderungen an&amp;wenden</translation>
    </message>
    <message>
        <source>1 fault to mend before it can be applied</source>
        <translation>1 Fehler ist zu beheben, bevor angewendet werden kann</translation>
    </message>
    <message>
        <source>%1 faults to mend before it can be applied</source>
        <translation>%1 Fehler sind zu beheben, bevor angewendet werden kann</translation>
    </message>
    <message>
        <source>Nothing is changed before you apply</source>
        <translation>Nichts ändert sich, bevor Sie anwenden</translation>
    </message>
</context>
<context>
    <name>signalbox::AttemptBars</name>
    <message>
        <source>%1. %2 · %3</source>
        <comment>number of the attempt, provider, model</comment>
        <translation>%1. %2 · %3</translation>
    </message>
    <message>
        <source>%1 after %2</source>
        <comment>how an attempt ended, its duration</comment>
        <translation>%1 nach %2</translation>
    </message>
    <message>
        <source>%1 (drill)</source>
        <translation>%1 (Übung)</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
</context>
<context>
    <name>signalbox::BannerStack</name>
    <message>
        <source>%1: %2</source>
        <comment>what to do, why</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dismiss: %1</source>
        <translation>Schließen: %1</translation>
    </message>
    <message>
        <source>and %1 more; check-config lists them all</source>
        <translation>und %1 weitere; check-config nennt alle</translation>
    </message>
</context>
<context>
    <name>signalbox::BudgetBars</name>
    <message>
        <source>%1: %2</source>
        <comment>budget, spent of limit</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <comment>budget, spent of limit, what that means</comment>
        <translation>%1: %2. %3</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>and 1 budget further from its limit</source>
        <translation>und 1 Budget weiter von seiner Grenze entfernt</translation>
    </message>
    <message>
        <source>and %1 budgets further from their limits</source>
        <translation>und %1 Budgets weiter von ihren Grenzen entfernt</translation>
    </message>
</context>
<context>
    <name>signalbox::BudgetsPanel</name>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Add a &amp;budget</source>
        <translation>&amp;Budget hinzufügen</translation>
    </message>
    <message>
        <source>You are warned at 80 %. What is under way is counted before it is sent, so that requests at the same time cannot slip past.</source>
        <translation>Bei 80 % werden Sie gewarnt. Was unterwegs ist, wird vor dem Senden mitgezählt, damit gleichzeitige Anfragen nicht durchschlüpfen.</translation>
    </message>
    <message>
        <source>For everything</source>
        <translation>Für alles</translation>
    </message>
    <message>
        <source>For a client</source>
        <translation>Für einen Client</translation>
    </message>
    <message>
        <source>For a model</source>
        <translation>Für ein Modell</translation>
    </message>
    <message>
        <source>For a provider</source>
        <translation>Für einen Anbieter</translation>
    </message>
    <message>
        <source>per month</source>
        <translation>pro Monat</translation>
    </message>
    <message>
        <source>per day</source>
        <translation>pro Tag</translation>
    </message>
    <message>
        <source>then refuse</source>
        <translation>dann ablehnen</translation>
    </message>
    <message>
        <source>then send to</source>
        <translation>dann senden an</translation>
    </message>
    <message>
        <source>What budget %1 is for</source>
        <translation>Wofür Budget %1 gilt</translation>
    </message>
    <message>
        <source>For which: budget %1</source>
        <translation>Für wen: Budget %1</translation>
    </message>
    <message>
        <source>Period of budget %1</source>
        <translation>Zeitraum von Budget %1</translation>
    </message>
    <message>
        <source>Limit of budget %1, in dollars</source>
        <translation>Grenze von Budget %1 in Dollar</translation>
    </message>
    <message>
        <source>What happens at the limit of budget %1</source>
        <translation>Was an der Grenze von Budget %1 geschieht</translation>
    </message>
    <message>
        <source>Where requests beyond budget %1 go</source>
        <translation>Wohin Anfragen über Budget %1 hinaus gehen</translation>
    </message>
    <message>
        <source>Delete budget %1</source>
        <translation>Budget %1 löschen</translation>
    </message>
</context>
<context>
    <name>signalbox::ClientRow</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>New key…</source>
        <translation>Neuer Schlüssel …</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Keep its prompts and answers</source>
        <translation>Prompts und Antworten aufbewahren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Name of the tool</source>
        <translation>Name des Werkzeugs</translation>
    </message>
    <message>
        <source>The clipboard is cleared after a minute</source>
        <translation>Die Zwischenablage wird nach einer Minute geleert</translation>
    </message>
    <message>
        <source>A new key? Tools with the old one are refused as soon as you apply.</source>
        <translation>Ein neuer Schlüssel? Werkzeuge mit dem alten werden abgelehnt, sobald Sie anwenden.</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
    <message>
        <source>the new client</source>
        <translation>der neue Client</translation>
    </message>
    <message>
        <source>Name of the client: %1</source>
        <translation>Name des Clients: %1</translation>
    </message>
    <message>
        <source>Key of %1</source>
        <translation>Schlüssel von %1</translation>
    </message>
    <message>
        <source>Hide the key of %1</source>
        <translation>Schlüssel von %1 verbergen</translation>
    </message>
    <message>
        <source>Show the key of %1</source>
        <translation>Schlüssel von %1 zeigen</translation>
    </message>
    <message>
        <source>Copy the key of %1</source>
        <translation>Schlüssel von %1 kopieren</translation>
    </message>
    <message>
        <source>A new key for %1</source>
        <translation>Ein neuer Schlüssel für %1</translation>
    </message>
    <message>
        <source>Delete the client %1</source>
        <translation>Client %1 löschen</translation>
    </message>
    <message>
        <source>Keep the prompts and answers of %1</source>
        <translation>Prompts und Antworten von %1 aufbewahren</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
</context>
<context>
    <name>signalbox::ClientsPanel</name>
    <message>
        <source>Clients and their keys</source>
        <translation>Clients und ihre Schlüssel</translation>
    </message>
    <message>
        <source>Add a &amp;client</source>
        <translation>&amp;Client hinzufügen</translation>
    </message>
    <message>
        <source>A client is a tool with a key of its own, so that its spend is told apart and rules can be for it.</source>
        <translation>Ein Client ist ein Werkzeug mit eigenem Schlüssel, damit seine Ausgaben getrennt gezählt werden und Regeln für ihn gelten können.</translation>
    </message>
    <message>
        <source>tool</source>
        <comment>name of a new client</comment>
        <translation>werkzeug</translation>
    </message>
    <message>
        <source>Delete it? Tools with its key are refused as soon as you apply.</source>
        <translation>Löschen? Werkzeuge mit seinem Schlüssel werden abgelehnt, sobald Sie anwenden.</translation>
    </message>
    <message>
        <source>The rule for it, %1, goes with it.</source>
        <translation>Die Regel für ihn, %1, geht mit.</translation>
    </message>
    <message>
        <source>The rules for it go with it: %1.</source>
        <translation>Die Regeln für ihn gehen mit: %1.</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>So does its budget.</source>
        <translation>Sein Budget ebenso.</translation>
    </message>
</context>
<context>
    <name>signalbox::ConnectSheet</name>
    <message>
        <source>Connect a tool</source>
        <translation>Ein Werkzeug anschließen</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>What to set</source>
        <translation>Was einzustellen ist</translation>
    </message>
    <message>
        <source>Client whose key is used</source>
        <translation>Client, dessen Schlüssel verwendet wird</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Show the &amp;key</source>
        <translation>&amp;Schlüssel zeigen</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Text to copy</source>
        <translation>Text zum Kopieren</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>With the key itself; it is taken off the clipboard after a minute</source>
        <translation>Mit dem Schlüssel selbst; er wird nach einer Minute aus der Zwischenablage genommen</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <translation>Geht es?</translation>
    </message>
    <message>
        <source>&amp;Test call</source>
        <translation>&amp;Testaufruf</translation>
    </message>
    <message>
        <source>Asks the model a short question, as the client, and costs what that costs</source>
        <translation>Stellt dem Modell als dieser Client eine kurze Frage und kostet, was das kostet</translation>
    </message>
    <message>
        <source>Asks the model a short question, and costs what that costs there.</source>
        <translation>Stellt dem Modell eine kurze Frage und kostet, was das dort kostet.</translation>
    </message>
    <message>
        <source>Run with these settings</source>
        <translation>Mit diesen Einstellungen starten</translation>
    </message>
    <message>
        <source>Program and its arguments</source>
        <translation>Programm und seine Argumente</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>Sta&amp;rten</translation>
    </message>
    <message>
        <source>There is no client in the configuration, so no key either.</source>
        <translation>Die Konfiguration hat keinen Client, also auch keinen Schlüssel.</translation>
    </message>
    <message>
        <source>✓ The first request has arrived.</source>
        <translation>✓ Die erste Anfrage ist angekommen.</translation>
    </message>
    <message>
        <source>✓ %1 requests have arrived.</source>
        <translation>✓ %1 Anfragen sind angekommen.</translation>
    </message>
    <message>
        <source>Waiting for a request since this was opened…</source>
        <translation>Seit dem Öffnen wird auf eine Anfrage gewartet …</translation>
    </message>
    <message>
        <source>Waiting for the answer…</source>
        <translation>Warten auf die Antwort …</translation>
    </message>
    <message>
        <source>Calling…</source>
        <translation>Wird aufgerufen …</translation>
    </message>
    <message>
        <source>Signalbox was not reached: %1</source>
        <translation>Signalbox wurde nicht erreicht: %1</translation>
    </message>
    <message>
        <source>It works. The answer came after %1: %2</source>
        <translation>Es geht. Die Antwort kam nach %1: %2</translation>
    </message>
    <message>
        <source>Signalbox was reached, and says %1: %2</source>
        <translation>Signalbox wurde erreicht und sagt %1: %2</translation>
    </message>
    <message>
        <source>%1 was started.</source>
        <translation>%1 wurde gestartet.</translation>
    </message>
    <message>
        <source>%1 could not be started: is it installed, and is its name right?</source>
        <translation>%1 konnte nicht gestartet werden: ist es installiert und der Name richtig?</translation>
    </message>
    <message>
        <source>Starts it with OPENAI_BASE_URL, OPENAI_API_BASE, OPENAI_API_KEY and SIGNALBOX_API_KEY in its environment; none of its files is touched.</source>
        <translation>Startet es mit OPENAI_BASE_URL, OPENAI_API_BASE, OPENAI_API_KEY und SIGNALBOX_API_KEY in seiner Umgebung; keine seiner Dateien wird angerührt.</translation>
    </message>
    <message>
        <source>Starting %1…</source>
        <translation>%1 wird gestartet…</translation>
    </message>
</context>
<context>
    <name>signalbox::CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>signalbox::DashboardPage</name>
    <message>
        <source>Dashboard</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>No providers yet</source>
        <translation>Noch keine Anbieter</translation>
    </message>
    <message>
        <source>Add one, and your tools&apos; requests can be answered.</source>
        <translation>Fügen Sie einen hinzu, dann können die Anfragen Ihrer Werkzeuge beantwortet werden.</translation>
    </message>
    <message>
        <source>Add a provider…</source>
        <translation>Anbieter hinzufügen …</translation>
    </message>
    <message>
        <source>Routes and live requests</source>
        <translation>Routen und laufende Anfragen</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
    <message>
        <source>No routes</source>
        <translation>Keine Routen</translation>
    </message>
    <message>
        <source>Each request goes to the first usable provider that lists its model. Add a rule to choose an order, and a lever appears here.</source>
        <translation>Jede Anfrage geht an den ersten brauchbaren Anbieter, der ihr Modell nennt. Fügen Sie eine Regel hinzu, um eine Reihenfolge zu wählen; dann erscheint hier ein Hebel.</translation>
    </message>
    <message>
        <source>Add a rule…</source>
        <translation>Regel hinzufügen …</translation>
    </message>
    <message>
        <source>Live requests</source>
        <translation>Laufende Anfragen</translation>
    </message>
    <message>
        <source>Enter opens the request</source>
        <translation>Die Eingabetaste öffnet die Anfrage</translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation>Noch keine Anfragen</translation>
    </message>
    <message>
        <source>Point a tool at the base URL above with the local key, or try this in a terminal:</source>
        <translation>Geben Sie einem Werkzeug die Basis-URL von oben und den lokalen Schlüssel, oder versuchen Sie dies in einem Terminal:</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what, key</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Example call with curl</source>
        <translation>Beispielaufruf mit curl</translation>
    </message>
</context>
<context>
    <name>signalbox::DayRangeEdit</name>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>to</source>
        <comment>between two days</comment>
        <translation>bis</translation>
    </message>
</context>
<context>
    <name>signalbox::DraftBar</name>
    <message>
        <source>Keep mine</source>
        <translation>Meine behalten</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>Die andere nehmen</translation>
    </message>
    <message>
        <source>Not applied: %1. Take theirs, or replace it; it is kept beside as “.previous”.</source>
        <translation>Nicht angewendet: %1. Nehmen Sie die andere, oder ersetzen Sie sie; sie bleibt daneben als „.previous“ erhalten.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Not applied: %1</source>
        <translation>Nicht angewendet: %1</translation>
    </message>
</context>
<context>
    <name>signalbox::EmptyState</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
</context>
<context>
    <name>signalbox::ExplainedRow</name>
    <message>
        <source>%1 · %2</source>
        <comment>provider, model</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>passed over</source>
        <comment>a target</comment>
        <translation>übergangen</translation>
    </message>
    <message>
        <source>would be asked first</source>
        <translation>würde zuerst gefragt</translation>
    </message>
    <message>
        <source>if those before it fail</source>
        <translation>falls die davor scheitern</translation>
    </message>
    <message>
        <source>holds this conversation&apos;s cache</source>
        <translation>hat diese Unterhaltung im Cache</translation>
    </message>
    <message>
        <source>first token after about %1</source>
        <translation>erstes Token nach etwa %1</translation>
    </message>
    <message>
        <source>%1 in flight</source>
        <translation>%1 unterwegs</translation>
    </message>
    <message>
        <source>; </source>
        <comment>between reasons</comment>
        <translation>; </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between facts of a target</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>signalbox::ExportBar</name>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>Try &amp;again</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>Open &amp;folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Dismiss</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>How far the export is</source>
        <translation>Wie weit der Export ist</translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation>Den Export abbrechen</translation>
    </message>
    <message>
        <source>Try the export again</source>
        <translation>Den Export noch einmal versuchen</translation>
    </message>
    <message>
        <source>Open the folder of the file</source>
        <translation>Den Ordner der Datei öffnen</translation>
    </message>
    <message>
        <source>Dismiss what is said of the export</source>
        <translation>Schließen, was über den Export gesagt wird</translation>
    </message>
    <message>
        <source>Cancelling the export of %1…</source>
        <translation>Der Export von %1 wird abgebrochen …</translation>
    </message>
    <message>
        <source>Writing %1…</source>
        <translation>%1 wird geschrieben …</translation>
    </message>
    <message>
        <source>Writing %1: %2 rows so far</source>
        <translation>%1 wird geschrieben: bisher %2 Zeilen</translation>
    </message>
    <message>
        <source>Writing %1: %2 of about %3 rows</source>
        <translation>%1 wird geschrieben: %2 von etwa %3 Zeilen</translation>
    </message>
    <message>
        <source>1 row is in %1.</source>
        <translation>1 Zeile ist in %1.</translation>
    </message>
    <message>
        <source>%1 rows are in %2.</source>
        <translation>%1 Zeilen sind in %2.</translation>
    </message>
    <message>
        <source>The export was cancelled; %1 was not written.</source>
        <translation>Der Export wurde abgebrochen; %1 wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>%1 was not written: %2</source>
        <comment>file, why</comment>
        <translation>%1 wurde nicht geschrieben: %2</translation>
    </message>
</context>
<context>
    <name>signalbox::FirstStart</name>
    <message>
        <source>Welcome to Signalbox</source>
        <translation>Willkommen bei Signalbox</translation>
    </message>
    <message>
        <source>Who is to answer?</source>
        <translation>Wer soll antworten?</translation>
    </message>
    <message>
        <source>Signalbox stands between your tools and the providers of models. Keys stay where they are, and everything can be changed later.</source>
        <translation>Signalbox steht zwischen Ihren Werkzeugen und den Anbietern von Modellen. Schlüssel bleiben, wo sie sind, und alles lässt sich später ändern.</translation>
    </message>
    <message>
        <source>Providers found</source>
        <translation>Gefundene Anbieter</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringen</translation>
    </message>
    <message>
        <source>Point your tools here</source>
        <translation>Schließen Sie hier Ihre Werkzeuge an</translation>
    </message>
    <message>
        <source>Any tool that speaks the OpenAI API takes a base URL and a key. Give it these two, and nothing else changes.</source>
        <translation>Jedes Werkzeug, das die OpenAI-API spricht, nimmt eine Basis-URL und einen Schlüssel. Geben Sie ihm diese beiden; sonst ändert sich nichts.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Key of client %1</source>
        <translation>Schlüssel des Clients %1</translation>
    </message>
    <message>
        <source>How to set up a &amp;tool…</source>
        <translation>Wie man ein &amp;Werkzeug einrichtet …</translation>
    </message>
    <message>
        <source>Waiting for the first request…</source>
        <translation>Warten auf die erste Anfrage …</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>Step 2 of 2</source>
        <translation>Schritt 2 von 2</translation>
    </message>
    <message>
        <source>Step 1 of 2</source>
        <translation>Schritt 1 von 2</translation>
    </message>
    <message>
        <source>its key is in the environment variable %1</source>
        <translation>der Schlüssel steht in der Umgebungsvariable %1</translation>
    </message>
    <message>
        <source>runs on this machine, without a model yet</source>
        <translation>läuft auf diesem Rechner, noch ohne Modell</translation>
    </message>
    <message>
        <source>runs on this machine, with the model %1</source>
        <translation>läuft auf diesem Rechner, mit dem Modell %1</translation>
    </message>
    <message>
        <source>runs on this machine, with %1 models: %2</source>
        <translation>läuft auf diesem Rechner, mit %1 Modellen: %2</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>&amp;Start with simulated providers</source>
        <translation>Mit &amp;simulierten Anbietern beginnen</translation>
    </message>
    <message>
        <source>&amp;Use this provider</source>
        <translation>Diesen Anbieter ver&amp;wenden</translation>
    </message>
    <message>
        <source>&amp;Use these %1 providers</source>
        <translation>Diese %1 Anbieter ver&amp;wenden</translation>
    </message>
    <message>
        <source>Looking for keys in the environment and for servers on this machine…</source>
        <translation>Suche nach Schlüsseln in der Umgebung und nach Servern auf diesem Rechner …</translation>
    </message>
    <message>
        <source>No keys were found in the environment, and no servers on this machine. Simulated providers answer until you add your own; they cost nothing and say that they are simulated.</source>
        <translation>In der Umgebung wurden keine Schlüssel gefunden und auf diesem Rechner keine Server. Bis Sie eigene hinzufügen, antworten simulierte Anbieter; sie kosten nichts und sagen, dass sie simuliert sind.</translation>
    </message>
    <message>
        <source>Nothing is chosen: simulated providers answer, which cost nothing.</source>
        <translation>Nichts ist gewählt: simulierte Anbieter antworten; sie kosten nichts.</translation>
    </message>
    <message>
        <source>These could answer at once:</source>
        <translation>Diese könnten sofort antworten:</translation>
    </message>
    <message>
        <source>This could not be saved: %1</source>
        <translation>Das konnte nicht gespeichert werden: %1</translation>
    </message>
    <message>
        <source>Ask for any model of the providers that you have chosen, by the name they give it.</source>
        <translation>Fragen Sie nach einem beliebigen Modell der gewählten Anbieter, mit dem Namen, den sie ihm geben.</translation>
    </message>
    <message>
        <source>Ask for any model; a simulated provider answers, and says that it is one.</source>
        <translation>Fragen Sie nach einem beliebigen Modell; ein simulierter Anbieter antwortet und sagt, dass er einer ist.</translation>
    </message>
    <message>
        <source>✓ The first request has arrived.</source>
        <translation>✓ Die erste Anfrage ist angekommen.</translation>
    </message>
</context>
<context>
    <name>signalbox::KeepingPanel</name>
    <message>
        <source>What is kept, and how long</source>
        <translation>Was wie lange aufbewahrt wird</translation>
    </message>
    <message>
        <source>Find the project behind a request</source>
        <translation>Das Projekt hinter einer Anfrage ermitteln</translation>
    </message>
    <message>
        <source>Each re&amp;quest</source>
        <translation>Jede &amp;Anfrage</translation>
    </message>
    <message>
        <source>Then only the sums of its day are left; the rest is really deleted.</source>
        <translation>Danach bleiben nur die Summen ihres Tages; der Rest wird wirklich gelöscht.</translation>
    </message>
    <message>
        <source>Prompts and ans&amp;wers</source>
        <translation>Prompts und An&amp;tworten</translation>
    </message>
    <message>
        <source>Only of clients and rules that are set to keep them; of others nothing is stored.</source>
        <translation>Nur von Clients und Regeln, die sie aufbewahren sollen; von anderen wird nichts gespeichert.</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>für immer</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>The calling program, its folder and git repository are looked up on this computer, so that spend is told per project.</source>
        <translation>Das aufrufende Programm, sein Ordner und sein git-Repository werden auf diesem Rechner nachgesehen, damit Ausgaben je Projekt genannt werden können.</translation>
    </message>
</context>
<context>
    <name>signalbox::KeyRow</name>
    <message>
        <source>Keyring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>Environment variable</source>
        <translation>Umgebungsvariable</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>This run only</source>
        <translation>Nur dieser Lauf</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>where a key is kept, its name there</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Show the key: %1</source>
        <translation>Schlüssel zeigen: %1</translation>
    </message>
    <message>
        <source>Copy the key: %1</source>
        <translation>Schlüssel kopieren: %1</translation>
    </message>
    <message>
        <source>Remove the key: %1</source>
        <translation>Schlüssel entfernen: %1</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Remove it? The key is deleted when you apply.</source>
        <translation>Entfernen? Der Schlüssel wird gelöscht, wenn Sie anwenden.</translation>
    </message>
    <message>
        <source>Remove it? Signalbox stops reading the key; what holds it is left alone.</source>
        <translation>Entfernen? Signalbox liest den Schlüssel nicht mehr; woher er kommt, bleibt unberührt.</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Ja, entfernen</translation>
    </message>
    <message>
        <source>Yes, remove the key: %1</source>
        <translation>Ja, Schlüssel entfernen: %1</translation>
    </message>
    <message>
        <source>No, keep the key: %1</source>
        <translation>Nein, Schlüssel behalten: %1</translation>
    </message>
    <message>
        <source>It was entered for another address, and is not sent to this one. Remove it and enter it again.</source>
        <translation>Er wurde für eine andere Adresse eingegeben und wird nicht an diese gesendet. Entfernen Sie ihn und geben Sie ihn neu ein.</translation>
    </message>
    <message>
        <source>Kept when you apply.</source>
        <translation>Wird aufbewahrt, wenn Sie anwenden.</translation>
    </message>
    <message>
        <source>Gone when Signalbox quits; enter it again after the next start.</source>
        <translation>Fort, wenn Signalbox beendet wird; geben Sie ihn nach dem nächsten Start neu ein.</translation>
    </message>
    <message>
        <source>Can be read once it is applied</source>
        <translation>Lesbar, sobald angewendet ist</translation>
    </message>
    <message>
        <source>The clipboard is cleared after a minute</source>
        <translation>Die Zwischenablage wird nach einer Minute geleert</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>The key cannot be read: %1</source>
        <translation>Der Schlüssel ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>Try this key before the one above it: %1</source>
        <translation>Diesen Schlüssel vor dem darüber versuchen: %1</translation>
    </message>
</context>
<context>
    <name>signalbox::KeysPanel</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Add a &amp;key…</source>
        <translation>&amp;Schlüssel hinzufügen …</translation>
    </message>
    <message>
        <source>Paste it</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>Aus einer Umgebungsvariable</translation>
    </message>
    <message>
        <source>From a file</source>
        <translation>Aus einer Datei</translation>
    </message>
    <message>
        <source>Where the key comes from</source>
        <translation>Woher der Schlüssel kommt</translation>
    </message>
    <message>
        <source>Paste the key</source>
        <translation>Schlüssel einfügen</translation>
    </message>
    <message>
        <source>Key, hidden as you type</source>
        <translation>Schlüssel, beim Tippen verborgen</translation>
    </message>
    <message>
        <source>Name of the variable</source>
        <translation>Name der Variable</translation>
    </message>
    <message>
        <source>Read when Signalbox starts; nothing is stored.</source>
        <translation>Wird gelesen, wenn Signalbox startet; nichts wird gespeichert.</translation>
    </message>
    <message>
        <source>Path of the file</source>
        <translation>Pfad der Datei</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose the file with the key</source>
        <translation>Datei mit dem Schlüssel wählen</translation>
    </message>
    <message>
        <source>It holds the key and nothing else.</source>
        <translation>Sie enthält den Schlüssel und sonst nichts.</translation>
    </message>
    <message>
        <source>In the system&apos;s keyring</source>
        <translation>Im Schlüsselbund</translation>
    </message>
    <message>
        <source>For this run only, in memory</source>
        <translation>Nur für diesen Lauf, im Speicher</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add no key</source>
        <translation>Keinen Schlüssel hinzufügen</translation>
    </message>
    <message>
        <source>File with the key</source>
        <translation>Datei mit dem Schlüssel</translation>
    </message>
    <message>
        <source>Paste the key first.</source>
        <translation>Fügen Sie zuerst den Schlüssel ein.</translation>
    </message>
    <message>
        <source>A key has no spaces and no special characters; paste it again.</source>
        <translation>Ein Schlüssel hat keine Leer- und Sonderzeichen; fügen Sie ihn noch einmal ein.</translation>
    </message>
    <message>
        <source>Give the base URL first: a key is sent to that address alone.</source>
        <translation>Geben Sie zuerst die Basis-URL an: ein Schlüssel wird nur an diese Adresse gesendet.</translation>
    </message>
    <message>
        <source>Name the variable, such as OPENAI_API_KEY.</source>
        <translation>Nennen Sie die Variable, etwa OPENAI_API_KEY.</translation>
    </message>
    <message>
        <source>This looks like the key itself. Choose “Paste it” for that.</source>
        <translation>Das sieht wie der Schlüssel selbst aus. Wählen Sie dafür „Einfügen“.</translation>
    </message>
    <message>
        <source>Name the file with its whole path, beginning with “/”.</source>
        <translation>Nennen Sie die Datei mit vollem Pfad, der mit „/“ beginnt.</translation>
    </message>
    <message>
        <source>A simulated provider needs no key.</source>
        <translation>Ein simulierter Anbieter braucht keinen Schlüssel.</translation>
    </message>
    <message>
        <source>%1 answers nobody without a key.</source>
        <translation>%1 antwortet niemandem ohne Schlüssel.</translation>
    </message>
    <message>
        <source>Asked without a key, as local servers usually are.</source>
        <translation>Wird ohne Schlüssel gefragt, wie meist bei lokalen Servern.</translation>
    </message>
    <message>
        <source>Tried from top to bottom: where one is refused, the next is used.</source>
        <translation>Von oben nach unten versucht: wird einer abgelehnt, kommt der nächste.</translation>
    </message>
    <message>
        <source>There is no keyring that could be used: a key that is pasted is gone when Signalbox quits. A variable or a file lasts.</source>
        <translation>Es gibt keinen brauchbaren Schlüsselbund: ein eingefügter Schlüssel ist fort, wenn Signalbox beendet wird. Eine Variable oder Datei bleibt.</translation>
    </message>
</context>
<context>
    <name>signalbox::LeverPosition</name>
    <message>
        <source>%1, %2</source>
        <comment>target, state</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, being switched</source>
        <translation>%1, wird umgestellt</translation>
    </message>
    <message>
        <source>%1, carries the traffic</source>
        <translation>%1, führt den Verkehr</translation>
    </message>
    <message>
        <source>Click: prefer it from the next request. Shift+click: only this one. Right-click: for how long.</source>
        <translation>Klick: ab der nächsten Anfrage bevorzugen. Umschalt+Klick: nur dieses. Rechtsklick: für wie lange.</translation>
    </message>
</context>
<context>
    <name>signalbox::LeverRow</name>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Let the gateway choose again</source>
        <translation>Die Wahl wieder dem Gateway überlassen</translation>
    </message>
    <message>
        <source>Back to automatic for %1</source>
        <translation>%1 zurück auf automatisch</translation>
    </message>
    <message>
        <source>Send %1 to %2?</source>
        <translation>%1 an %2 senden?</translation>
    </message>
    <message>
        <source>for 30 minutes</source>
        <translation>für 30 Minuten</translation>
    </message>
    <message>
        <source>for 2 hours</source>
        <translation>für 2 Stunden</translation>
    </message>
    <message>
        <source>until I change it</source>
        <translation>bis ich es ändere</translation>
    </message>
    <message>
        <source>Prefer %1, others take over if it fails</source>
        <translation>%1 bevorzugen; andere übernehmen, wenn es ausfällt</translation>
    </message>
    <message>
        <source>Only %1, fail if it fails</source>
        <translation>Nur %1; Fehler, wenn es ausfällt</translation>
    </message>
    <message>
        <source>Prefer %1</source>
        <translation>Bevorzugen, %1</translation>
    </message>
    <message>
        <source>Only this one %1</source>
        <translation>Nur dieses, %1</translation>
    </message>
    <message>
        <source>Prefer, and move waiting requests now</source>
        <translation>Bevorzugen und wartende Anfragen jetzt umleiten</translation>
    </message>
    <message>
        <source>Only this one, and move waiting requests now</source>
        <translation>Nur dieses, und wartende Anfragen jetzt umleiten</translation>
    </message>
    <message>
        <source>Back to automatic</source>
        <translation>Zurück auf automatisch</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>strategy, mode</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Route %1</source>
        <translation>Route %1</translation>
    </message>
    <message>
        <source>switching…</source>
        <translation>wird umgestellt …</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>wartend: %1</translation>
    </message>
    <message>
        <source>no target can be used</source>
        <translation>kein Ziel ist brauchbar</translation>
    </message>
    <message>
        <source>only this one</source>
        <translation>nur dieses</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>fest</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>pinned, how long</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>failed over %1</source>
        <translation>umgeleitet seit %1</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>pinned, passed over</source>
        <translation>fest, übergangen</translation>
    </message>
</context>
<context>
    <name>signalbox::LimitsPanel</name>
    <message>
        <source>Limit and headers</source>
        <translation>Begrenzung und Header</translation>
    </message>
    <message>
        <source>Add a &amp;header</source>
        <translation>Heade&amp;r hinzufügen</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Begrenzung</translation>
    </message>
    <message>
        <source>Requests at the &amp;same time, at most</source>
        <translation>Anfragen &amp;gleichzeitig, höchstens</translation>
    </message>
    <message>
        <source>Beyond it, other targets are asked.</source>
        <translation>Darüber hinaus werden andere Ziele gefragt.</translation>
    </message>
    <message>
        <source>Headers sent with every request</source>
        <translation>Header, die jede Anfrage mitbekommt</translation>
    </message>
    <message>
        <source>A header %1</source>
        <translation>Ein Header %1</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of the header</source>
        <translation>Name des Headers</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>new header</source>
        <translation>neuer Header</translation>
    </message>
    <message>
        <source>Value of %1</source>
        <comment>a header</comment>
        <translation>Wert von %1</translation>
    </message>
    <message>
        <source>Show the value of %1</source>
        <translation>Wert von %1 zeigen</translation>
    </message>
    <message>
        <source>Hide the value of %1</source>
        <translation>Wert von %1 verbergen</translation>
    </message>
    <message>
        <source>Remove the header: %1</source>
        <translation>Header entfernen: %1</translation>
    </message>
</context>
<context>
    <name>signalbox::ListenPanel</name>
    <message>
        <source>Address for your tools</source>
        <translation>Adresse für Ihre Werkzeuge</translation>
    </message>
    <message>
        <source>Ad&amp;dress</source>
        <translation>A&amp;dresse</translation>
    </message>
    <message>
        <source>127.0.0.1 is for this computer alone.</source>
        <translation>127.0.0.1 ist nur für diesen Rechner.</translation>
    </message>
    <message>
        <source>&amp;Port</source>
        <translation>&amp;Port</translation>
    </message>
    <message>
        <source>any free one</source>
        <translation>irgendein freier</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Nicht empfangsbereit</translation>
    </message>
    <message>
        <source>Listening at %1, as it was started or as the port was free</source>
        <translation>Empfangsbereit unter %1, wie gestartet oder weil der Port frei war</translation>
    </message>
    <message>
        <source>Listening at %1</source>
        <translation>Empfangsbereit unter %1</translation>
    </message>
    <message>
        <source>Listening at %1. Tools that have this address must be told of the new one.</source>
        <translation>Empfangsbereit unter %1. Werkzeuge mit dieser Adresse brauchen die neue.</translation>
    </message>
    <message>
        <source>Still listening at %1</source>
        <translation>Weiter empfangsbereit unter %1</translation>
    </message>
</context>
<context>
    <name>signalbox::LiveRequestsModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>~%1</source>
        <comment>about a number</comment>
        <translation>~%1</translation>
    </message>
</context>
<context>
    <name>signalbox::MainWindow</name>
    <message>
        <source>Signalbox</source>
        <translation>Signalbox</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Quit Signalbox</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stop the gateway and close (%1)</source>
        <translation>Das Gateway anhalten und schließen (%1)</translation>
    </message>
</context>
<context>
    <name>signalbox::MatchPanel</name>
    <message>
        <source>Takes requests with</source>
        <translation>Nimmt Anfragen mit</translation>
    </message>
    <message>
        <source>Only bet&amp;ween</source>
        <translation>N&amp;ur zwischen</translation>
    </message>
    <message>
        <source>Na&amp;me of the rule</source>
        <translation>Na&amp;me der Regel</translation>
    </message>
    <message>
        <source>Mo&amp;del</source>
        <translation>Mo&amp;dell</translation>
    </message>
    <message>
        <source>* and ? stand for any characters</source>
        <translation>* und ? stehen für beliebige Zeichen</translation>
    </message>
    <message>
        <source>&amp;Client</source>
        <translation>&amp;Client</translation>
    </message>
    <message>
        <source>&amp;Endpoint</source>
        <translation>&amp;Endpunkt</translation>
    </message>
    <message>
        <source>&amp;Prompt of at least</source>
        <translation>&amp;Prompt von mindestens</translation>
    </message>
    <message>
        <source>a&amp;nd at most</source>
        <translation>u&amp;nd höchstens</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>any</source>
        <comment>endpoint</comment>
        <translation>beliebig</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> Token</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>jede Größe</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>Braucht</translation>
    </message>
    <message>
        <source>&amp;tools</source>
        <translation>&amp;Tools</translation>
    </message>
    <message>
        <source>&amp;images</source>
        <translation>B&amp;ilder</translation>
    </message>
    <message>
        <source>&amp;JSON schema</source>
        <translation>&amp;JSON-Schema</translation>
    </message>
    <message>
        <source>Needs %1</source>
        <translation>Braucht %1</translation>
    </message>
    <message>
        <source>Local time; the end may lie before the start, over midnight</source>
        <translation>Ortszeit; das Ende darf vor dem Anfang liegen, über Mitternacht</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>Gilt ab</translation>
    </message>
    <message>
        <source>Holds until</source>
        <translation>Gilt bis</translation>
    </message>
    <message>
        <source>and</source>
        <comment>hours</comment>
        <translation>und</translation>
    </message>
    <message>
        <source>any</source>
        <comment>client</comment>
        <translation>beliebig</translation>
    </message>
</context>
<context>
    <name>signalbox::MinuteStrip</name>
    <message>
        <source>Last hour: %1 answered, %2 failed, %3 rate limited</source>
        <translation>Letzte Stunde: %1 beantwortet, %2 gescheitert, %3 gedrosselt</translation>
    </message>
    <message>
        <source>%1: no requests</source>
        <translation>%1: keine Anfragen</translation>
    </message>
    <message>
        <source>%1: %2 answered, %3 failed, %4 rate limited</source>
        <translation>%1: %2 beantwortet, %3 gescheitert, %4 gedrosselt</translation>
    </message>
</context>
<context>
    <name>signalbox::ModelsPanel</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>&amp;All that it lists itself</source>
        <translation>&amp;Alle, die er selbst nennt</translation>
    </message>
    <message>
        <source>&amp;Only these</source>
        <translation>Nur &amp;diese</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Models that are served</source>
        <translation>Modelle, die bedient werden</translation>
    </message>
    <message>
        <source>&amp;Model name</source>
        <translation>Name des &amp;Modells</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add the model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Remove the chosen model</source>
        <translation>Gewähltes Modell entfernen</translation>
    </message>
    <message>
        <source>Its list is asked for once this is applied.</source>
        <translation>Seine Liste wird geholt, sobald dies angewendet ist.</translation>
    </message>
    <message>
        <source>None found yet. If it publishes no list, name its models.</source>
        <translation>Noch keine gefunden. Veröffentlicht er keine Liste, nennen Sie seine Modelle.</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>Gefunden: %1</translation>
    </message>
    <message>
        <source>Name at least one: while there is none, all are served.</source>
        <translation>Nennen Sie mindestens eines: solange keines da ist, werden alle bedient.</translation>
    </message>
    <message>
        <source>Type the model&apos;s name first.</source>
        <translation>Tippen Sie zuerst den Namen des Modells.</translation>
    </message>
    <message>
        <source>This model is in the list already.</source>
        <translation>Dieses Modell ist schon in der Liste.</translation>
    </message>
</context>
<context>
    <name>signalbox::NarrowMenu</name>
    <message>
        <source>One &amp;model</source>
        <translation>Ein &amp;Modell</translation>
    </message>
    <message>
        <source>One &amp;project</source>
        <translation>Ein &amp;Projekt</translation>
    </message>
    <message>
        <source>Only one model or project</source>
        <translation>Nur ein Modell oder Projekt</translation>
    </message>
    <message>
        <source>Asking the ledger…</source>
        <translation>Das Kassenbuch wird gefragt …</translation>
    </message>
    <message>
        <source>The ledger could not be read</source>
        <translation>Das Kassenbuch ist nicht lesbar</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message numerus="yes">
        <source>%n more: search by name</source>
        <translation>
            <numerusform>%n weiteres: nach dem Namen suchen</numerusform>
            <numerusform>%n weitere: nach dem Namen suchen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Only…</source>
        <translation>N&amp;ur…</translation>
    </message>
</context>
<context>
    <name>signalbox::PresetPicker</name>
    <message>
        <source>Any OpenAI-compatible</source>
        <translation>Beliebiger OpenAI-kompatibler</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>%1 hinzufügen</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>Schon hier</translation>
    </message>
    <message>
        <source>You give the address</source>
        <translation>Sie geben die Adresse an</translation>
    </message>
    <message>
        <source>Add a provider</source>
        <translation>Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add no provider</source>
        <translation>Keinen Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>Vendors</source>
        <translation>Hersteller</translation>
    </message>
    <message>
        <source>Unified gateways</source>
        <translation>Sammelzugänge</translation>
    </message>
    <message>
        <source>Servers on this computer</source>
        <translation>Server auf diesem Rechner</translation>
    </message>
    <message>
        <source>Anything else</source>
        <translation>Alles andere</translation>
    </message>
    <message>
        <source>No providers yet</source>
        <translation>Noch keine Anbieter</translation>
    </message>
    <message>
        <source>Choose where your requests shall go. The address is filled in; a key is the only thing you need.</source>
        <translation>Wählen Sie, wohin Ihre Anfragen gehen sollen. Die Adresse ist eingetragen; Sie brauchen nur einen Schlüssel.</translation>
    </message>
    <message>
        <source>The address is filled in; a key is the only thing you need. Nothing is changed before you apply.</source>
        <translation>Die Adresse ist eingetragen; Sie brauchen nur einen Schlüssel. Nichts ändert sich, bevor Sie anwenden.</translation>
    </message>
</context>
<context>
    <name>signalbox::PriceTableModel</name>
    <message>
        <source>%1: %2</source>
        <comment>column, value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>Eingabe, Cache</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>In den Cache</translation>
    </message>
    <message>
        <source>“%1” has more than six decimals.</source>
        <translation>„%1“ hat mehr als sechs Nachkommastellen.</translation>
    </message>
    <message>
        <source>“%1” is no price. Type dollars per million tokens, such as %2.</source>
        <translation>„%1“ ist kein Preis. Tippen Sie Dollar je Million Token, etwa %2.</translation>
    </message>
    <message>
        <source>“%1” is no day. Type it such as 2026-05-01, or nothing for always.</source>
        <translation>„%1“ ist kein Tag. Tippen Sie etwa 2026-05-01, oder nichts für immer.</translation>
    </message>
</context>
<context>
    <name>signalbox::PricesPanel</name>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Add a pr&amp;ice</source>
        <translation>Pre&amp;is hinzufügen</translation>
    </message>
    <message>
        <source>Remove the price</source>
        <translation>Preis entfernen</translation>
    </message>
    <message>
        <source>No prices of its own: the catalogue&apos;s list prices hold, times the factor.</source>
        <translation>Keine eigenen Preise: es gelten die Listenpreise des Katalogs, mal dem Faktor.</translation>
    </message>
    <message>
        <source>Price &amp;factor</source>
        <translation>Preisfakt&amp;or</translation>
    </message>
    <message>
        <source>Own prices, in USD per million tokens</source>
        <translation>Eigene Preise in USD je Million Token</translation>
    </message>
    <message>
        <source>Type to change a cell, Delete removes the row</source>
        <translation>Tippen ändert eine Zelle, Entf löscht die Zeile</translation>
    </message>
    <message>
        <source>What you pay is the vendor&apos;s list price.</source>
        <translation>Sie zahlen den Listenpreis des Herstellers.</translation>
    </message>
    <message>
        <source>You pay %1 less than list; the difference counts as saved.</source>
        <translation>Sie zahlen %1 weniger als die Liste; der Unterschied zählt als gespart.</translation>
    </message>
    <message>
        <source>You pay %1 more than list.</source>
        <translation>Sie zahlen %1 mehr als die Liste.</translation>
    </message>
</context>
<context>
    <name>signalbox::ProviderCard</name>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>Errors, 1 h</source>
        <translation>Fehler, 1 Std.</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Unterwegs</translation>
    </message>
    <message>
        <source>Time to first token over the last hour</source>
        <translation>Zeit bis zum ersten Token in der letzten Stunde</translation>
    </message>
    <message>
        <source>Median time to first token over the last hour</source>
        <translation>Median der Zeit bis zum ersten Token in der letzten Stunde</translation>
    </message>
    <message>
        <source>Rate-limit headroom</source>
        <translation>Spielraum bis zur Drosselung</translation>
    </message>
    <message>
        <source>Drain</source>
        <translation>Sperren</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Carries %1</source>
        <translation>Führt %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Drill: %1</source>
        <translation>Übung: %1</translation>
    </message>
    <message>
        <source>%1 · p95 %2</source>
        <translation>%1 · p95 %2</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Put %1 back into use</source>
        <translation>%1 wieder freigeben</translation>
    </message>
    <message>
        <source>Drain %1: take it out of use</source>
        <translation>%1 sperren: außer Betrieb nehmen</translation>
    </message>
    <message>
        <source>Let requests go here again</source>
        <translation>Anfragen wieder hierher lassen</translation>
    </message>
    <message>
        <source>Send no new requests here; those under way finish</source>
        <translation>Keine neuen Anfragen hierher; laufende laufen zu Ende</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 zurücksetzen</translation>
    </message>
    <message>
        <source>End the wait, close the breaker and try refused keys again</source>
        <translation>Die Wartezeit beenden, die Sicherung schließen und abgelehnte Schlüssel wieder versuchen</translation>
    </message>
    <message>
        <source>Test call to %1</source>
        <translation>Testaufruf an %1</translation>
    </message>
    <message>
        <source>Ask it a short question; what that costs is said before</source>
        <translation>Eine kurze Frage stellen; was das kostet, wird vorher gesagt</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>End the drill</source>
        <translation>Die Übung beenden</translation>
    </message>
    <message>
        <source>for 30 seconds</source>
        <translation>für 30 Sekunden</translation>
    </message>
    <message>
        <source>for 2 minutes</source>
        <translation>für 2 Minuten</translation>
    </message>
    <message>
        <source>for 10 minutes</source>
        <translation>für 10 Minuten</translation>
    </message>
    <message>
        <source>Drain for 30 minutes</source>
        <translation>Für 30 Minuten sperren</translation>
    </message>
    <message>
        <source>Drain for 2 hours</source>
        <translation>Für 2 Stunden sperren</translation>
    </message>
    <message>
        <source>Copy the provider&apos;s address</source>
        <translation>Die Adresse des Anbieters kopieren</translation>
    </message>
</context>
<context>
    <name>signalbox::ProviderEditor</name>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Zugang</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>I&amp;d</source>
        <translation>Kenn&amp;ung</translation>
    </message>
    <message>
        <source>OpenAI</source>
        <translation>OpenAI</translation>
    </message>
    <message>
        <source>Anthropic</source>
        <translation>Anthropic</translation>
    </message>
    <message>
        <source>Gemini</source>
        <translation>Gemini</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translation>Simuliert</translation>
    </message>
    <message>
        <source>&amp;Protocol</source>
        <translation>&amp;Protokoll</translation>
    </message>
    <message>
        <source>Base &amp;URL</source>
        <translation>&amp;Basis-URL</translation>
    </message>
    <message>
        <source>Allow plain &amp;HTTP to this address</source>
        <translation>Unverschlüsseltes &amp;HTTP zu dieser Adresse erlauben</translation>
    </message>
    <message>
        <source>Without encryption, anyone on the way reads the key, the prompts and the answers. Only for a server on a network that is yours alone.</source>
        <translation>Ohne Verschlüsselung liest jeder auf dem Weg den Schlüssel, die Prompts und die Antworten. Nur für einen Server in einem Netz, das Ihnen allein gehört.</translation>
    </message>
    <message>
        <source>&amp;Enabled: requests may go here</source>
        <translation>&amp;Eingeschaltet: Anfragen dürfen hierher</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Ja, löschen</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>New provider</source>
        <translation>Neuer Anbieter</translation>
    </message>
    <message>
        <source>Ready.</source>
        <translation>Bereit.</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Not in force</source>
        <translation>Nicht in Kraft</translation>
    </message>
    <message>
        <source>Not in force until you apply.</source>
        <translation>Nicht in Kraft, bevor Sie anwenden.</translation>
    </message>
    <message>
        <source>Its name in routes and in the ledger.</source>
        <translation>Sein Name in Routen und im Kassenbuch.</translation>
    </message>
    <message>
        <source>It stays: routes and the ledger know the provider by it.</source>
        <translation>Sie bleibt: Routen und Kassenbuch kennen den Anbieter unter ihr.</translation>
    </message>
    <message>
        <source>Another region: %1</source>
        <translation>Andere Region: %1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Where its API is, such as https://api.example.com/v1</source>
        <translation>Wo seine API ist, etwa https://api.example.com/v1</translation>
    </message>
    <message>
        <source>No route names it.</source>
        <translation>Keine Route nennt ihn.</translation>
    </message>
    <message>
        <source>These routes lose it as a target: %1.</source>
        <translation>Diese Routen verlieren ihn als Ziel: %1.</translation>
    </message>
    <message>
        <source>These routes have no other target and are deleted with it: %1.</source>
        <translation>Diese Routen haben kein anderes Ziel und werden mit ihm gelöscht: %1.</translation>
    </message>
    <message>
        <source>Its budget goes, too.</source>
        <translation>Sein Budget geht mit.</translation>
    </message>
    <message>
        <source>A budget that would send requests there refuses them instead.</source>
        <translation>Ein Budget, das Anfragen dorthin schicken würde, lehnt sie stattdessen ab.</translation>
    </message>
    <message>
        <source>Its keys in the keyring and its prices are deleted when you apply; what it has cost stays in the ledger.</source>
        <translation>Seine Schlüssel im Schlüsselbund und seine Preise werden gelöscht, wenn Sie anwenden; was er gekostet hat, bleibt im Kassenbuch.</translation>
    </message>
    <message>
        <source>Discard this provider</source>
        <translation>Diesen Anbieter verwerfen</translation>
    </message>
    <message>
        <source>Delete this provider…</source>
        <translation>Diesen Anbieter löschen …</translation>
    </message>
    <message>
        <source>Discard %1</source>
        <translation>%1 verwerfen</translation>
    </message>
    <message>
        <source>Delete %1</source>
        <translation>%1 löschen</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>Keep %1</source>
        <translation>%1 behalten</translation>
    </message>
    <message>
        <source>Yes, delete %1</source>
        <translation>Ja, %1 löschen</translation>
    </message>
</context>
<context>
    <name>signalbox::ProviderList</name>
    <message>
        <source>%1, %2</source>
        <comment>provider, state</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>provider, state, new or edited</comment>
        <translation>%1, %2, %3</translation>
    </message>
    <message>
        <source>Providers, in their order</source>
        <translation>Anbieter, in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Alt and the arrow keys move the chosen provider</source>
        <translation>Alt und die Pfeiltasten verschieben den gewählten Anbieter</translation>
    </message>
</context>
<context>
    <name>signalbox::ProvidersPage</name>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Add a provide&amp;r…</source>
        <translation>Anbieter hinzu&amp;fügen …</translation>
    </message>
    <message>
        <source>New provider</source>
        <translation>Neuer Anbieter</translation>
    </message>
    <message>
        <source>Not in force</source>
        <translation>Nicht in Kraft</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Changes take effect from the next request</source>
        <translation>Änderungen gelten ab der nächsten Anfrage</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>provider, what is wrong</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>The key could not be kept in the keyring: %1 Nothing was applied. Unlock the keyring and apply again, or keep the key for this run only.</source>
        <translation>Der Schlüssel konnte nicht im Schlüsselbund abgelegt werden: %1 Nichts wurde angewendet. Entsperren Sie den Schlüsselbund und wenden Sie noch einmal an, oder behalten Sie den Schlüssel nur für diesen Lauf.</translation>
    </message>
    <message>
        <source>Keep it for this run</source>
        <translation>Für diesen Lauf behalten</translation>
    </message>
    <message>
        <source>Not applied: %1. Revert to see what it says, or replace it; it is kept beside as “.previous”.</source>
        <translation>Nicht angewendet: %1. Setzen Sie zurück, um sie zu sehen, oder ersetzen Sie sie; sie bleibt daneben als „.previous“ erhalten.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Not applied: %1</source>
        <translation>Nicht angewendet: %1</translation>
    </message>
    <message>
        <source>The configuration was changed elsewhere, too, at %1. Apply keeps what stands here, Revert shows the other.</source>
        <translation>Die Konfiguration wurde auch anderswo geändert, bei %1. Anwenden behält, was hier steht, Zurücksetzen zeigt das andere.</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>There is no configuration that could be read yet. Mend the file, and its providers are here.</source>
        <translation>Es gibt noch keine lesbare Konfiguration. Beheben Sie die Fehler der Datei, dann sind ihre Anbieter hier.</translation>
    </message>
    <message>
        <source>Move the provider up (Alt+Up)</source>
        <translation>Anbieter nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move the provider down (Alt+Down)</source>
        <translation>Anbieter nach unten (Alt+Ab)</translation>
    </message>
    <message>
        <source>Asked in this order</source>
        <translation>In dieser Reihenfolge gefragt</translation>
    </message>
    <message>
        <source>Where no rule decides, the first that lists the model is asked first.</source>
        <translation>Wo keine Regel entscheidet, wird zuerst der erste gefragt, der das Modell führt.</translation>
    </message>
</context>
<context>
    <name>signalbox::ReplaySheet</name>
    <message>
        <source>Its prompt was not kept. Prompts and answers are kept where that is switched on: for a client in Settings, for a rule in Routes.</source>
        <translation>Der Prompt wurde nicht aufbewahrt. Prompts und Antworten werden aufbewahrt, wo das eingeschaltet ist: für einen Client in den Einstellungen, für eine Regel bei den Routen.</translation>
    </message>
    <message>
        <source>Its prompt is longer than what is kept, so that it cannot be sent again.</source>
        <translation>Der Prompt ist länger als das, was aufbewahrt wird; er kann nicht noch einmal gesendet werden.</translation>
    </message>
    <message>
        <source>Requests with files cannot be sent again.</source>
        <translation>Anfragen mit Dateien können nicht noch einmal gesendet werden.</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>&amp;Replay</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Open the new request</source>
        <translation>Die neue Anfrage ö&amp;ffnen</translation>
    </message>
    <message>
        <source>Replay a request</source>
        <translation>Eine Anfrage wiederholen</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Damals</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Not sent yet</source>
        <translation>Noch nicht gesendet</translation>
    </message>
    <message>
        <source>The new answer will be here.</source>
        <translation>Die neue Antwort erscheint hier.</translation>
    </message>
    <message>
        <source>No price is known for it there. It counts like any request, and is kept again.</source>
        <translation>Dort ist kein Preis dafür bekannt. Sie zählt wie jede Anfrage und wird wieder aufbewahrt.</translation>
    </message>
    <message>
        <source>It is not in the ledger: its tokens and cost are not known.</source>
        <translation>Sie ist nicht im Kassenbuch: ihre Token und Kosten sind nicht bekannt.</translation>
    </message>
    <message>
        <source>as asked: %1</source>
        <translation>wie verlangt: %1</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Cancel the replay</source>
        <translation>Die Wiederholung abbrechen</translation>
    </message>
    <message>
        <source>&amp;Send it to</source>
        <translation>&amp;Senden an</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <comment>then or now</comment>
        <translation>Antwort: %1</translation>
    </message>
    <message>
        <source>nobody answered</source>
        <translation>niemand antwortete</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>provider, model</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>erstes Token nach %1</translation>
    </message>
    <message>
        <source>%1 tokens in, %2 out</source>
        <translation>%1 Token Eingabe, %2 Ausgabe</translation>
    </message>
    <message>
        <source>status %1</source>
        <translation>Status %1</translation>
    </message>
    <message>
        <source>only its beginning was kept</source>
        <translation>nur ihr Anfang wurde aufbewahrt</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between facts</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>Its answer was not kept.</source>
        <translation>Ihre Antwort wurde nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>Its answer is no text.</source>
        <translation>Ihre Antwort ist kein Text.</translation>
    </message>
    <message>
        <source>%1 does not list %2. %3</source>
        <comment>provider, model, what it costs</comment>
        <translation>%1 nennt %2 nicht. %3</translation>
    </message>
    <message>
        <source>Looking up what it costs…</source>
        <translation>Kosten werden nachgesehen …</translation>
    </message>
    <message>
        <source>Sent to %1…</source>
        <translation>An %1 gesendet …</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>The replay was cancelled.</source>
        <translation>Die Wiederholung wurde abgebrochen.</translation>
    </message>
    <message>
        <source>It failed with status %1: %2</source>
        <translation>Sie scheiterte mit Status %1: %2</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Wird gesendet …</translation>
    </message>
    <message>
        <source>It costs %1, counts like any request, and is kept again.</source>
        <comment>about how much</comment>
        <translation>Sie kostet %1, zählt wie jede Anfrage und wird wieder aufbewahrt.</translation>
    </message>
</context>
<context>
    <name>signalbox::RequestDetailPanel</name>
    <message>
        <source>input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>aus dem Cache</translation>
    </message>
    <message>
        <source>cache write</source>
        <translation>in den Cache</translation>
    </message>
    <message>
        <source>output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>what, dollars</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 per million tokens</source>
        <translation>%1 je Million Token</translation>
    </message>
    <message>
        <source>%1, other rates by size or hour</source>
        <translation>%1, andere Sätze nach Größe oder Uhrzeit</translation>
    </message>
    <message>
        <source>%1, since %2</source>
        <translation>%1, seit %2</translation>
    </message>
    <message>
        <source>%1 (stated by the provider)</source>
        <translation>%1 (vom Anbieter genannt)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>price, source</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>Replay…</source>
        <translation>Wiederholen …</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>The request</source>
        <translation>Die Anfrage</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close the request</source>
        <translation>Die Anfrage schließen</translation>
    </message>
    <message>
        <source>Copy the request &amp;id</source>
        <translation>&amp;Kennung der Anfrage kopieren</translation>
    </message>
    <message>
        <source>Open in the si&amp;mulator</source>
        <translation>Im Si&amp;mulator öffnen</translation>
    </message>
    <message>
        <source>What would happen to it by the rules of now</source>
        <translation>Was nach den Regeln von jetzt mit ihr geschähe</translation>
    </message>
    <message>
        <source>Tokens and price</source>
        <translation>Token und Preis</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Reading the ledger…</source>
        <translation>Das Kassenbuch wird gelesen …</translation>
    </message>
    <message>
        <source>The ledger does not have this request: it is still under way, or was deleted.</source>
        <translation>Im Kassenbuch ist diese Anfrage nicht: sie läuft noch, oder sie wurde gelöscht.</translation>
    </message>
    <message>
        <source>It could not be read: %1</source>
        <translation>Sie ist nicht lesbar: %1</translation>
    </message>
    <message>
        <source>%1, answered by %2</source>
        <translation>%1, beantwortet von %2</translation>
    </message>
    <message>
        <source>Nobody was asked</source>
        <translation>Niemand wurde gefragt</translation>
    </message>
    <message>
        <source>No replay: %1</source>
        <translation>Keine Wiederholung: %1</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>, streaming</source>
        <comment>behind an endpoint</comment>
        <translation>, gestreamt</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>none: providers in order</source>
        <translation>keine: Anbieter der Reihe nach</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Beantwortet von</translation>
    </message>
    <message>
        <source>Called itself</source>
        <translation>Nannte sich selbst</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>Request id</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Tokens in, estimated</source>
        <translation>Eingabe-Token, geschätzt</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Eingabe-Token</translation>
    </message>
    <message>
        <source>of which read from a cache</source>
        <translation>davon aus einem Cache</translation>
    </message>
    <message>
        <source>of which written to a cache</source>
        <translation>davon in einen Cache</translation>
    </message>
    <message>
        <source>Tokens out, estimated</source>
        <translation>Ausgabe-Token, geschätzt</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Ausgabe-Token</translation>
    </message>
    <message>
        <source>of which reasoning</source>
        <translation>davon zum Nachdenken</translation>
    </message>
    <message>
        <source>Cost, all attempts</source>
        <translation>Kosten, alle Versuche</translation>
    </message>
    <message>
        <source>At list price</source>
        <translation>Zum Listenpreis</translation>
    </message>
    <message>
        <source>Of it for attempts that did not answer</source>
        <translation>Davon für Versuche ohne Antwort</translation>
    </message>
    <message>
        <source>Where the number comes from</source>
        <translation>Woher die Zahl kommt</translation>
    </message>
    <message>
        <source>the provider said so</source>
        <translation>der Anbieter hat es gesagt</translation>
    </message>
    <message>
        <source>tokens times price</source>
        <translation>Token mal Preis</translation>
    </message>
    <message>
        <source>estimated from the text</source>
        <translation>aus dem Text geschätzt</translation>
    </message>
    <message>
        <source>no price is known</source>
        <translation>kein Preis ist bekannt</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>%1, its beginning</source>
        <comment>prompt or answer</comment>
        <translation>%1, der Anfang</translation>
    </message>
    <message>
        <source>%1 bytes that are no text</source>
        <translation>%1 Bytes, die kein Text sind</translation>
    </message>
</context>
<context>
    <name>signalbox::RequestFilters</name>
    <message>
        <source>C&amp;lear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Model, provider, client, project or request id</source>
        <translation>Modell, Anbieter, Client, Projekt oder Kennung</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Any end</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>All but answered</source>
        <translation>Alle außer beantwortete</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Broke off</source>
        <translation>Abgebrochene Antwort</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>Wie sie endete</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter leeren</translation>
    </message>
    <message>
        <source>Any provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Any client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Model %1</source>
        <translation>Modell %1</translation>
    </message>
    <message>
        <source>Show all models again</source>
        <translation>Wieder alle Modelle zeigen</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>Project %1</source>
        <translation>Projekt %1</translation>
    </message>
    <message>
        <source>Show all projects again</source>
        <translation>Wieder alle Projekte zeigen</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>%1 ✕</source>
        <comment>what is filtered, take it back</comment>
        <translation>%1 ✕</translation>
    </message>
</context>
<context>
    <name>signalbox::RequestsModel</name>
    <message>
        <source>Answered, %1 attempts</source>
        <translation>Beantwortet, %1 Versuche</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Failed %1</source>
        <translation>Gescheitert %1</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Broke off</source>
        <translation>Abgebrochene Antwort</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Tokens in → out</source>
        <translation>Token ein → aus</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>First / all</source>
        <translation>Erstes / gesamt</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>model asked for, model that answered</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>tokens in, tokens out</comment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>time to first token, time of all</comment>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>signalbox::RequestsPage</name>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Write the requests that the filters let through to a file</source>
        <translation>Die Anfragen, die die Filter durchlassen, in eine Datei schreiben</translation>
    </message>
    <message>
        <source>List of requests</source>
        <translation>Liste der Anfragen</translation>
    </message>
    <message>
        <source>Show all requests</source>
        <translation>Alle Anfragen zeigen</translation>
    </message>
    <message>
        <source>Requests, newest first</source>
        <translation>Anfragen, die neueste zuerst</translation>
    </message>
    <message>
        <source>Enter opens a request; the context menu narrows the list</source>
        <translation>Die Eingabetaste öffnet eine Anfrage; das Kontextmenü engt die Liste ein</translation>
    </message>
    <message>
        <source>Searching, back to %1…</source>
        <translation>Suche, zurück bis %1 …</translation>
    </message>
    <message>
        <source>Reading the ledger…</source>
        <translation>Das Kassenbuch wird gelesen …</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 Anfrage</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 Anfragen</translation>
    </message>
    <message>
        <source>%1 requests so far; scroll for more</source>
        <translation>bisher %1 Anfragen; mehr beim Blättern</translation>
    </message>
    <message>
        <source>The ledger could not be read: %1</source>
        <translation>Das Kassenbuch war nicht lesbar: %1</translation>
    </message>
    <message>
        <source>No request is like this</source>
        <translation>Keine Anfrage ist so</translation>
    </message>
    <message>
        <source>No requests yet</source>
        <translation>Noch keine Anfragen</translation>
    </message>
    <message>
        <source>None of the ledger&apos;s requests passes all of the filters.</source>
        <translation>Keine der Anfragen im Kassenbuch kommt durch alle Filter.</translation>
    </message>
    <message>
        <source>Point a tool at %1; each of its requests is here when it has ended.</source>
        <translation>Geben Sie einem Werkzeug %1; jede seiner Anfragen ist hier, sobald sie beendet ist.</translation>
    </message>
    <message>
        <source>1 new</source>
        <translation>1 neue</translation>
    </message>
    <message>
        <source>%1 new</source>
        <translation>%1 neue</translation>
    </message>
    <message>
        <source>%1: show them</source>
        <translation>%1: zeigen</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>Ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Copy the request id</source>
        <translation>&amp;Kennung der Anfrage kopieren</translation>
    </message>
    <message>
        <source>Only &amp;model %1</source>
        <translation>Nur &amp;Modell %1</translation>
    </message>
    <message>
        <source>Only &amp;provider %1</source>
        <translation>Nur &amp;Anbieter %1</translation>
    </message>
    <message>
        <source>Only c&amp;lient %1</source>
        <translation>Nur C&amp;lient %1</translation>
    </message>
    <message>
        <source>Only without p&amp;roject</source>
        <translation>Nur ohne P&amp;rojekt</translation>
    </message>
    <message>
        <source>Only p&amp;roject %1</source>
        <translation>Nur P&amp;rojekt %1</translation>
    </message>
    <message>
        <source>Export requests</source>
        <translation>Anfragen exportieren</translation>
    </message>
</context>
<context>
    <name>signalbox::RouteEditor</name>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
</context>
<context>
    <name>signalbox::RouteLimitsPanel</name>
    <message>
        <source>Waits and tries</source>
        <translation>Warten und Versuche</translation>
    </message>
    <message>
        <source>&amp;Attempts at most</source>
        <translation>&amp;Versuche höchstens</translation>
    </message>
    <message>
        <source>over all targets</source>
        <translation>über alle Ziele zusammen</translation>
    </message>
    <message>
        <source>To connect</source>
        <translation>Zum Verbinden</translation>
    </message>
    <message>
        <source>For the first byte</source>
        <translation>Bis zum ersten Byte</translation>
    </message>
    <message>
        <source>then the next target is asked</source>
        <translation>dann wird das nächste Ziel gefragt</translation>
    </message>
    <message>
        <source>Between parts of a stream</source>
        <translation>Zwischen Teilen eines Stroms</translation>
    </message>
    <message>
        <source>For all of it</source>
        <translation>Für alles</translation>
    </message>
    <message>
        <source>attempts and holding included</source>
        <translation>Versuche und Halten eingeschlossen</translation>
    </message>
    <message>
        <source>&amp;Keep a conversation where its cache is</source>
        <translation>Eine Unterhaltung bei ihrem Cac&amp;he lassen</translation>
    </message>
    <message>
        <source>Its prompt is cheaper and faster there.</source>
        <translation>Ihr Prompt ist dort billiger und schneller.</translation>
    </message>
    <message>
        <source>&amp;Hold requests when every target fails</source>
        <translation>Anfragen &amp;festhalten, wenn jedes Ziel ausfällt</translation>
    </message>
    <message>
        <source>You are asked where they go; without it they get an error at once.</source>
        <translation>Sie werden gefragt, wohin sie gehen; ohne dies bekommen sie sofort einen Fehler.</translation>
    </message>
    <message>
        <source>Ask a second target when the first is s&amp;low</source>
        <translation>Ein zweites Ziel fragen, wenn das erste &amp;langsam ist</translation>
    </message>
    <message>
        <source>The first to answer wins; at most 10 % extra spend.</source>
        <translation>Das schnellere gewinnt; höchstens 10 % Mehrausgaben.</translation>
    </message>
    <message>
        <source>Keep pr&amp;ompts and answers</source>
        <translation>Prompts und Antworten auf&amp;bewahren</translation>
    </message>
    <message>
        <source>In the ledger on this machine, for the days that the settings say.</source>
        <translation>Im Kassenbuch auf diesem Rechner, so viele Tage, wie die Einstellungen sagen.</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> s</translation>
    </message>
</context>
<context>
    <name>signalbox::RouteList</name>
    <message>
        <source>Rules, in their order</source>
        <translation>Regeln, in ihrer Reihenfolge</translation>
    </message>
    <message>
        <source>Alt and the arrow keys move the chosen rule, Delete removes it</source>
        <translation>Alt und die Pfeiltasten verschieben die gewählte Regel, Entf löscht sie</translation>
    </message>
    <message>
        <source>%1: %2, %3, to %4</source>
        <comment>number, rule, match, targets</comment>
        <translation>%1: %2, %3, an %4</translation>
    </message>
    <message>
        <source>takes the simulated request</source>
        <translation>nimmt die simulierte Anfrage</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between facts</comment>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>signalbox::RoutesPage</name>
    <message>
        <source>Routes</source>
        <translation>Routen</translation>
    </message>
    <message>
        <source>The first rule that matches takes the request</source>
        <translation>Die erste passende Regel nimmt die Anfrage</translation>
    </message>
    <message>
        <source>There is no configuration that could be read yet. Mend the file, and its rules are here.</source>
        <translation>Es gibt noch keine lesbare Konfiguration. Beheben Sie die Fehler der Datei, dann sind ihre Regeln hier.</translation>
    </message>
    <message>
        <source>The rules were changed in the file, too, while you edited them here.</source>
        <translation>Die Regeln wurden auch in der Datei geändert, während Sie sie hier bearbeiteten.</translation>
    </message>
    <message>
        <source>Add a &amp;rule</source>
        <translation>&amp;Regel hinzufügen</translation>
    </message>
    <message>
        <source>D&amp;uplicate</source>
        <translation>Verd&amp;oppeln</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Move the rule up (Alt+Up)</source>
        <translation>Regel nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move the rule down (Alt+Down)</source>
        <translation>Regel nach unten (Alt+Ab)</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Delete the chosen rule</source>
        <translation>Gewählte Regel löschen</translation>
    </message>
    <message>
        <source>No rules yet</source>
        <translation>Noch keine Regeln</translation>
    </message>
    <message>
        <source>A request goes to the first enabled provider that lists its model, and to the next one when that fails. Add a rule to choose the targets and their order yourself.</source>
        <translation>Eine Anfrage geht an den ersten eingeschalteten Anbieter, der ihr Modell nennt, und an den nächsten, wenn er ausfällt. Fügen Sie eine Regel hinzu, um Ziele und ihre Reihenfolge selbst zu wählen.</translation>
    </message>
    <message>
        <source>Rule without a name</source>
        <translation>Regel ohne Namen</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>Everything else: the simulated providers, as long as no other is there</source>
        <translation>Alles andere: die simulierten Anbieter, solange kein anderer da ist</translation>
    </message>
    <message>
        <source>Everything else: every enabled provider that lists the model, in their order</source>
        <translation>Alles andere: jeder eingeschaltete Anbieter, der das Modell nennt, der Reihe nach</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>rule, what is wrong</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>rule</source>
        <comment>name of a new route</comment>
        <translation>regel</translation>
    </message>
</context>
<context>
    <name>signalbox::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>What concerns the gateway is in force when you apply</source>
        <translation>Was das Gateway betrifft, gilt, sobald Sie anwenden</translation>
    </message>
    <message>
        <source>There is no configuration that could be read yet. Mend the file, and its settings are here.</source>
        <translation>Es gibt noch keine lesbare Konfiguration. Beheben Sie die Fehler der Datei, dann sind ihre Einstellungen hier.</translation>
    </message>
    <message>
        <source>The settings were changed in the file, too, while you edited them here.</source>
        <translation>Die Einstellungen wurden auch in der Datei geändert, während Sie sie hier bearbeiteten.</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Abschnitte</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Aufbewahrung</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
</context>
<context>
    <name>signalbox::SimulatorPanel</name>
    <message>
        <source>Simulator</source>
        <translation>Simulator</translation>
    </message>
    <message>
        <source>What would happen?</source>
        <translation>Was würde geschehen?</translation>
    </message>
    <message>
        <source>A sample request</source>
        <translation>Eine Beispielanfrage</translation>
    </message>
    <message>
        <source>To which re&amp;quest</source>
        <translation>Mit welcher Anfra&amp;ge</translation>
    </message>
    <message>
        <source>Nothing is sent.</source>
        <translation>Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>none named</source>
        <comment>model</comment>
        <translation>keines genannt</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> Token</translation>
    </message>
    <message>
        <source>Asks for model</source>
        <translation>Verlangt Modell</translation>
    </message>
    <message>
        <source>Sent by client</source>
        <translation>Gesendet von Client</translation>
    </message>
    <message>
        <source>To endpoint</source>
        <translation>An Endpunkt</translation>
    </message>
    <message>
        <source>With a prompt of about</source>
        <translation>Mit einem Prompt von etwa</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>JSON schema</source>
        <translation>JSON-Schema</translation>
    </message>
    <message>
        <source>The sample has: %1</source>
        <translation>Das Beispiel hat: %1</translation>
    </message>
    <message>
        <source>any</source>
        <comment>client</comment>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Anfrage %1</translation>
    </message>
    <message>
        <source>%1 · %2 · %3</source>
        <comment>time, model, client</comment>
        <translation>%1 · %2 · %3</translation>
    </message>
    <message>
        <source>By the rules in force: those edited here have a fault.</source>
        <translation>Nach den geltenden Regeln: die hier bearbeiteten haben einen Fehler.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>rule, why not</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>No rule takes it: every provider that lists the model, in their order</source>
        <translation>Keine Regel nimmt sie: jeder Anbieter, der das Modell nennt, der Reihe nach</translation>
    </message>
    <message>
        <source>No rule takes it: the simulated providers answer</source>
        <translation>Keine Regel nimmt sie: die simulierten Anbieter antworten</translation>
    </message>
    <message>
        <source>Rule %1, %2, takes it</source>
        <translation>Regel %1, %2, nimmt sie</translation>
    </message>
    <message>
        <source>Rules before it:</source>
        <translation>Regeln davor:</translation>
    </message>
    <message>
        <source>No provider serves this model: the tool would get an error.</source>
        <translation>Kein Anbieter bedient dieses Modell: das Werkzeug bekäme einen Fehler.</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendChart</name>
    <message>
        <source>%1, %2 – %3</source>
        <comment>day, from, to</comment>
        <translation>%1, %2 – %3</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>month, year</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>price unknown</source>
        <translation>Preis unbekannt</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <comment>series, cost, of the whole bar</comment>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>time, cost</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 Anfrage</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 Anfragen</translation>
    </message>
    <message>
        <source>%1 of unknown price</source>
        <translation>%1 mit unbekanntem Preis</translation>
    </message>
    <message>
        <source>%1 did not complete</source>
        <translation>%1 nicht zu Ende gebracht</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>time of day, what happened</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendControls</name>
    <message>
        <source>&amp;Export…</source>
        <translation>&amp;Exportieren …</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>Sum by</source>
        <translation>Summen nach</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Nach Anbieter</translation>
    </message>
    <message>
        <source>By client</source>
        <translation>Nach Client</translation>
    </message>
    <message>
        <source>By project</source>
        <translation>Nach Projekt</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Letzter Monat</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>Dieses Jahr</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>Von … bis …</translation>
    </message>
    <message>
        <source>&amp;Sums of this table…</source>
        <translation>&amp;Summen dieser Tabelle …</translation>
    </message>
    <message>
        <source>Sums per &amp;day…</source>
        <translation>Summen je &amp;Tag …</translation>
    </message>
    <message>
        <source>Each &amp;request…</source>
        <translation>Jede An&amp;frage …</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Wird exportiert …</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <comment>first day, last day</comment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>Nur</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>dimension, name</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Take back the filter %1</source>
        <translation>Den Filter %1 zurücknehmen</translation>
    </message>
    <message>
        <source>Back from %1 to the whole period</source>
        <translation>Zurück von %1 zum ganzen Zeitraum</translation>
    </message>
    <message>
        <source>%1  ✕</source>
        <comment>what is filtered, take it back</comment>
        <translation>%1  ✕</translation>
    </message>
    <message>
        <source>Export spend</source>
        <translation>Ausgaben exportieren</translation>
    </message>
    <message>
        <source>provider</source>
        <comment>Cost per day by …</comment>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>client</source>
        <comment>Cost per day by …</comment>
        <translation>Client</translation>
    </message>
    <message>
        <source>project</source>
        <comment>Cost per day by …</comment>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>model</source>
        <comment>Cost per day by …</comment>
        <translation>Modell</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendLegend</name>
    <message>
        <source>%1: %2</source>
        <comment>series, cost</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2. Show only this.</source>
        <comment>series, cost</comment>
        <translation>%1: %2. Nur dies zeigen.</translation>
    </message>
    <message>
        <source>%1: %2; the table has each</source>
        <comment>series, cost</comment>
        <translation>%1: %2; die Tabelle hat jede</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihen</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendModel</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>new</source>
        <comment>it cost nothing before</comment>
        <translation>neu</translation>
    </message>
    <message>
        <source>+%1</source>
        <comment>more by</comment>
        <translation>+%1</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>~%1</source>
        <comment>about an amount</comment>
        <translation>~%1</translation>
    </message>
    <message>
        <source>%1. Double-click or Enter: only this.</source>
        <translation>%1. Doppelklick oder Eingabetaste: nur dies.</translation>
    </message>
    <message>
        <source>One request has no known price and is not in the sum</source>
        <translation>Eine Anfrage hat keinen bekannten Preis und ist nicht in der Summe</translation>
    </message>
    <message>
        <source>%1 requests have no known price and are not in the sum</source>
        <translation>%1 Anfragen haben keinen bekannten Preis und sind nicht in der Summe</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>days, cost</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 did not complete</source>
        <translation>%1 nicht zu Ende gebracht</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>column, value</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>What it cost</source>
        <translation>Was es gekostet hat</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Against the period before</source>
        <translation>Gegenüber dem Zeitraum davor</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>What the same would have cost at the vendors&apos; list prices</source>
        <translation>Was dasselbe zu den Listenpreisen der Hersteller gekostet hätte</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>Listenpreis</translation>
    </message>
    <message>
        <source>List price less cost</source>
        <translation>Listenpreis weniger Kosten</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Paid for attempts that failed or were cut off</source>
        <translation>Bezahlt für Versuche, die scheiterten oder abgeschnitten wurden</translation>
    </message>
    <message>
        <source>Wasted</source>
        <translation>Verschwendet</translation>
    </message>
    <message>
        <source>Requests without a known price; they are in no sum</source>
        <translation>Anfragen ohne bekannten Preis; sie sind in keiner Summe</translation>
    </message>
    <message>
        <source>No price</source>
        <translation>Ohne Preis</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Eingabe-Token</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Share of the input read from a cache</source>
        <translation>Anteil der Eingabe, der aus einem Cache kam</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Cache</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabe-Token</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(keins)</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendPage</name>
    <message>
        <source>Spend</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>&amp;Noch einmal</translation>
    </message>
    <message>
        <source>Reading the ledger…</source>
        <translation>Das Kassenbuch wird gelesen …</translation>
    </message>
    <message>
        <source>Nothing spent in this time</source>
        <translation>In dieser Zeit wurde nichts ausgegeben</translation>
    </message>
    <message>
        <source>Send a request through Signalbox: the dashboard has a line to try. It is here with its price within a second or two. What was spent earlier is in a longer period.</source>
        <translation>Senden Sie eine Anfrage durch Signalbox: die Übersicht hat eine Zeile zum Ausprobieren. Mit ihrem Preis ist sie in ein, zwei Sekunden hier. Was früher ausgegeben wurde, liegt in einem längeren Zeitraum.</translation>
    </message>
    <message>
        <source>Cost over time</source>
        <translation>Kosten im Lauf der Zeit</translation>
    </message>
    <message>
        <source>Sums</source>
        <translation>Summen</translation>
    </message>
    <message>
        <source>Enter shows only the row; the context menu sorts</source>
        <translation>Die Eingabetaste zeigt nur die Zeile; das Kontextmenü sortiert</translation>
    </message>
    <message>
        <source>Point at a bar, or use the arrow keys</source>
        <translation>Zeigen Sie auf einen Balken, oder verwenden Sie die Pfeiltasten</translation>
    </message>
    <message>
        <source>yesterday until %1</source>
        <translation>gestern bis %1</translation>
    </message>
    <message>
        <source>Spend cannot be read: %1</source>
        <translation>Die Ausgaben sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Wird versucht …</translation>
    </message>
    <message>
        <source>Show &amp;all of the period</source>
        <translation>&amp;Alles aus dem Zeitraum zeigen</translation>
    </message>
    <message>
        <source>Show this &amp;year</source>
        <translation>Dieses Ja&amp;hr zeigen</translation>
    </message>
    <message>
        <source>%1 · reading…</source>
        <comment>days</comment>
        <translation>%1 · wird gelesen …</translation>
    </message>
    <message>
        <source>Spend by %1, %2</source>
        <comment>dimension, days</comment>
        <translation>Ausgaben nach %1, %2</translation>
    </message>
    <message>
        <source>Cost per hour by %1</source>
        <translation>Kosten je Stunde nach %1</translation>
    </message>
    <message>
        <source>Cost per day by %1</source>
        <translation>Kosten je Tag nach %1</translation>
    </message>
    <message>
        <source>Cost per month by %1</source>
        <translation>Kosten je Monat nach %1</translation>
    </message>
    <message>
        <source>%1. Left and right go from bar to bar, up and down through its parts, Enter shows only that.</source>
        <translation>%1. Links und rechts gehen von Balken zu Balken, auf und ab durch seine Teile, die Eingabetaste zeigt nur diesen.</translation>
    </message>
    <message>
        <source>Show &amp;only %1</source>
        <translation>&amp;Nur %1 zeigen</translation>
    </message>
    <message>
        <source>Sort by %1</source>
        <translation>Nach %1 sortieren</translation>
    </message>
    <message>
        <source>&amp;Smallest first</source>
        <translation>&amp;Kleinste zuerst</translation>
    </message>
    <message>
        <source>&amp;Largest first</source>
        <translation>&amp;Größte zuerst</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendPanel</name>
    <message>
        <source>Spend</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>Forecast for the month</source>
        <translation>Prognose für den Monat</translation>
    </message>
    <message>
        <source>Saved against list</source>
        <translation>Gespart gegenüber der Liste</translation>
    </message>
    <message>
        <source>Wasted on failures</source>
        <translation>An Fehlschläge verschwendet</translation>
    </message>
    <message>
        <source>Price unknown</source>
        <translation>Preis unbekannt</translation>
    </message>
    <message>
        <source>Show by model</source>
        <translation>Nach Modell zeigen</translation>
    </message>
    <message>
        <source>Nothing spent in the last two weeks</source>
        <translation>In den letzten zwei Wochen wurde nichts ausgegeben</translation>
    </message>
    <message>
        <source>Each answered request appears here with its price, within a second or two.</source>
        <translation>Jede beantwortete Anfrage erscheint hier mit ihrem Preis, in ein, zwei Sekunden.</translation>
    </message>
    <message>
        <source>Spend cannot be read: %1</source>
        <translation>Die Ausgaben sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 Anfrage</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 Anfragen</translation>
    </message>
</context>
<context>
    <name>signalbox::SpendTiles</name>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>At list prices</source>
        <translation>Zu Listenpreisen</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespart</translation>
    </message>
    <message>
        <source>Wasted on failures</source>
        <translation>Verschwendet</translation>
    </message>
    <message>
        <source>Price unknown</source>
        <translation>Preis unbekannt</translation>
    </message>
    <message>
        <source>Forecast</source>
        <translation>Prognose</translation>
    </message>
    <message>
        <source>%1: %2. %3</source>
        <comment>name, value, note</comment>
        <translation>%1: %2. %3</translation>
    </message>
    <message>
        <source>nothing spent %1</source>
        <comment>in that time</comment>
        <translation>nichts ausgegeben: %1</translation>
    </message>
    <message>
        <source>as much as %1</source>
        <comment>in that time</comment>
        <translation>so viel wie %1</translation>
    </message>
    <message>
        <source>▲ %1 more than %2</source>
        <comment>share, time</comment>
        <translation>▲ %1 mehr als %2</translation>
    </message>
    <message>
        <source>▼ %1 less than %2</source>
        <comment>share, time</comment>
        <translation>▼ %1 weniger als %2</translation>
    </message>
    <message>
        <source>1 request</source>
        <translation>1 Anfrage</translation>
    </message>
    <message>
        <source>%1 requests</source>
        <translation>%1 Anfragen</translation>
    </message>
    <message>
        <source>no price is known</source>
        <translation>kein Preis ist bekannt</translation>
    </message>
    <message>
        <source>%1 above list prices</source>
        <translation>%1 über den Listenpreisen</translation>
    </message>
    <message>
        <source>%1 of list prices</source>
        <translation>%1 der Listenpreise</translation>
    </message>
    <message>
        <source>1 request did not complete</source>
        <translation>1 Anfrage wurde nicht zu Ende gebracht</translation>
    </message>
    <message>
        <source>%1 requests did not complete</source>
        <translation>%1 Anfragen wurden nicht zu Ende gebracht</translation>
    </message>
    <message>
        <source>every request has a price</source>
        <translation>jede Anfrage hat einen Preis</translation>
    </message>
    <message>
        <source>request, not in the total</source>
        <translation>Anfrage, nicht in der Summe</translation>
    </message>
    <message>
        <source>requests, not in the total</source>
        <translation>Anfragen, nicht in der Summe</translation>
    </message>
    <message>
        <source>Forecast for %1</source>
        <translation>Prognose für %1</translation>
    </message>
    <message>
        <source>from 1 complete day</source>
        <translation>aus 1 ganzen Tag</translation>
    </message>
    <message>
        <source>from %1 complete days</source>
        <translation>aus %1 ganzen Tagen</translation>
    </message>
    <message>
        <source>after the first complete day</source>
        <translation>nach dem ersten ganzen Tag</translation>
    </message>
</context>
<context>
    <name>signalbox::StackedDays</name>
    <message>
        <source>Cost per day of the last %1 days, by model</source>
        <translation>Kosten je Tag der letzten %1 Tage, nach Modell</translation>
    </message>
    <message>
        <source>others</source>
        <translation>andere</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>signalbox::TargetsPanel</name>
    <message>
        <source>Sends them to</source>
        <translation>Sendet sie an</translation>
    </message>
    <message>
        <source>&amp;Strategy</source>
        <translation>&amp;Strategie</translation>
    </message>
    <message>
        <source>Add a tar&amp;get</source>
        <translation>&amp;Ziel hinzufügen</translation>
    </message>
    <message>
        <source>as asked</source>
        <comment>model</comment>
        <translation>wie verlangt</translation>
    </message>
    <message>
        <source>× </source>
        <comment>weight</comment>
        <translation>× </translation>
    </message>
    <message>
        <source>Its share of the requests, beside the others&apos; weights</source>
        <translation>Sein Anteil an den Anfragen, neben den Gewichten der anderen</translation>
    </message>
    <message>
        <source>Choose a provider</source>
        <translation>Anbieter wählen</translation>
    </message>
    <message>
        <source>Provider of target %1</source>
        <translation>Anbieter von Ziel %1</translation>
    </message>
    <message>
        <source>Model of target %1</source>
        <translation>Modell von Ziel %1</translation>
    </message>
    <message>
        <source>Weight of target %1</source>
        <translation>Gewicht von Ziel %1</translation>
    </message>
    <message>
        <source>Move target %1 up (Alt+Up)</source>
        <translation>Ziel %1 nach oben (Alt+Auf)</translation>
    </message>
    <message>
        <source>Move target %1 down (Alt+Down)</source>
        <translation>Ziel %1 nach unten (Alt+Ab)</translation>
    </message>
    <message>
        <source>Remove target %1</source>
        <translation>Ziel %1 entfernen</translation>
    </message>
</context>
<context>
    <name>signalbox::TestCallPanel</name>
    <message>
        <source>Test call</source>
        <translation>Testaufruf</translation>
    </message>
    <message>
        <source>&amp;Test call</source>
        <translation>&amp;Testaufruf</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Model to ask</source>
        <translation>Modell, das gefragt wird</translation>
    </message>
    <message>
        <source>Cancel the test call</source>
        <translation>Den Testaufruf abbrechen</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Wird gefragt …</translation>
    </message>
    <message>
        <source>Apply first: a test call goes to the provider as it is in force.</source>
        <translation>Wenden Sie zuerst an: ein Testaufruf geht an den Anbieter, wie er gilt.</translation>
    </message>
    <message>
        <source>Choose a model, or type its name.</source>
        <translation>Wählen Sie ein Modell, oder tippen Sie seinen Namen.</translation>
    </message>
    <message>
        <source>%1 It goes to the provider as it is in force, without the changes here.</source>
        <comment>what a test call costs</comment>
        <translation>%1 Er geht an den Anbieter, wie er gilt, ohne die Änderungen hier.</translation>
    </message>
    <message>
        <source>Looking up what it costs…</source>
        <translation>Kosten werden nachgesehen …</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not asked</source>
        <translation>Nicht gefragt</translation>
    </message>
    <message>
        <source>The test call was cancelled.</source>
        <translation>Der Testaufruf wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Geht</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>%1 said: “%2”</source>
        <comment>model, its words</comment>
        <translation>%1 sagte: „%2“</translation>
    </message>
    <message>
        <source>In its own words: “%1”</source>
        <translation>In seinen eigenen Worten: „%1“</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between facts</comment>
        <translation> · </translation>
    </message>
</context>
<context>
    <name>signalbox::TestCallSheet</name>
    <message>
        <source>Test call: %1</source>
        <translation>Testaufruf: %1</translation>
    </message>
</context>
<context>
    <name>signalbox::ThrowPopover</name>
    <message>
        <source>Throw the lever</source>
        <translation>Den Hebel umlegen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>signalbox::TopBar</name>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>Copy URL</source>
        <translation>URL kopieren</translation>
    </message>
    <message>
        <source>The base URL for your tools</source>
        <translation>Die Basis-URL für Ihre Werkzeuge</translation>
    </message>
    <message>
        <source>Copy key</source>
        <translation>Schlüssel kopieren</translation>
    </message>
    <message>
        <source>Connect a tool…</source>
        <translation>Werkzeug anschließen …</translation>
    </message>
    <message>
        <source>Ready text for editors, agents and programs (%1)</source>
        <translation>Fertiger Text für Editoren, Agenten und Programme (%1)</translation>
    </message>
    <message>
        <source>1 open request</source>
        <translation>1 offene Anfrage</translation>
    </message>
    <message>
        <source>%1 open requests</source>
        <translation>%1 offene Anfragen</translation>
    </message>
    <message>
        <source>%1 open</source>
        <comment>requests</comment>
        <translation>%1 offen</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Anschließen …</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird beendet</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Nicht empfangsbereit</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>1 provider down</source>
        <translation>1 Anbieter ausgefallen</translation>
    </message>
    <message>
        <source>%1 providers down</source>
        <translation>%1 Anbieter ausgefallen</translation>
    </message>
    <message>
        <source>1 provider cooling down</source>
        <translation>1 Anbieter pausiert</translation>
    </message>
    <message>
        <source>%1 providers cooling down</source>
        <translation>%1 Anbieter pausieren</translation>
    </message>
    <message>
        <source>1 provider needs a look</source>
        <translation>1 Anbieter sollte geprüft werden</translation>
    </message>
    <message>
        <source>%1 providers need a look</source>
        <translation>%1 Anbieter sollten geprüft werden</translation>
    </message>
    <message>
        <source>The local key of client %1 (%2); taken off the clipboard after a minute</source>
        <translation>Der lokale Schlüssel des Clients %1 (%2); nach einer Minute aus der Zwischenablage genommen</translation>
    </message>
    <message>
        <source>There is no client in the configuration</source>
        <translation>In der Konfiguration ist kein Client</translation>
    </message>
    <message>
        <source>The local key of a client; taken off the clipboard after a minute</source>
        <translation>Der lokale Schlüssel eines Clients; nach einer Minute aus der Zwischenablage genommen</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>client, its masked key</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>URL</source>
        <comment>on a button that copies it</comment>
        <translation>URL</translation>
    </message>
    <message>
        <source>Key</source>
        <comment>on a button that copies it</comment>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>%1 down</source>
        <comment>providers</comment>
        <translation>%1 ausgefallen</translation>
    </message>
    <message>
        <source>%1 cooling</source>
        <comment>providers</comment>
        <translation>%1 pausiert</translation>
    </message>
    <message>
        <source>%1 to look at</source>
        <comment>providers</comment>
        <translation>%1 zu prüfen</translation>
    </message>
</context>
<context>
    <name>signalbox::TrayIcon</name>
    <message>
        <source>Signalbox: all is well</source>
        <translation>Signalbox: alles in Ordnung</translation>
    </message>
    <message>
        <source>Signalbox: stopping</source>
        <translation>Signalbox: wird beendet</translation>
    </message>
    <message>
        <source>Signalbox: needs you</source>
        <translation>Signalbox: braucht Sie</translation>
    </message>
    <message>
        <source>Signalbox: not listening</source>
        <translation>Signalbox: nicht empfangsbereit</translation>
    </message>
    <message>
        <source>Signalbox</source>
        <translation>Signalbox</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Show Signalbox</source>
        <translation>Signalbox zeigen</translation>
    </message>
    <message>
        <source>Take out of use</source>
        <translation>Außer Betrieb nehmen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sign, provider</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>none can be used</source>
        <translation>keines ist brauchbar</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>route, target</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sign, target</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>signalbox::WindowHost</name>
    <message>
        <source>Signalbox keeps running</source>
        <translation>Signalbox läuft weiter</translation>
    </message>
    <message>
        <source>Your tools can go on using it. To stop the gateway, choose Quit.</source>
        <translation>Ihre Werkzeuge können es weiter benutzen. Um das Gateway anzuhalten, wählen Sie Beenden.</translation>
    </message>
    <message>
        <source>Quit Signalbox?</source>
        <translation>Signalbox beenden?</translation>
    </message>
    <message>
        <source>Changes that were not applied would be lost: %1.</source>
        <translation>Nicht angewendete Änderungen gingen verloren: %1.</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between pages</comment>
        <translation>, </translation>
    </message>
    <message>
        <source>Quit without them</source>
        <translation>Ohne sie beenden</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Bleiben</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>Das ging nicht</translation>
    </message>
</context>
<context>
    <name>signalbox::WindowPanel</name>
    <message>
        <source>Tell me through the desktop when something &amp;happens</source>
        <translation>Auf dem Desktop melden, wenn etwas &amp;geschieht</translation>
    </message>
    <message>
        <source>But n&amp;ot between</source>
        <translation>Aber n&amp;icht zwischen</translation>
    </message>
    <message>
        <source>Start when I &amp;log in</source>
        <translation>Starten, wenn ich mich an&amp;melde</translation>
    </message>
    <message>
        <source>H&amp;idden then, in the tray alone</source>
        <translation>Dann &amp;verborgen, nur im Infobereich</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aussehen und Sprache</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>Farbsc&amp;hema</translation>
    </message>
    <message>
        <source>La&amp;nguage</source>
        <translation>Sp&amp;rache</translation>
    </message>
    <message>
        <source>From the next start on; numbers, dates and money follow it.</source>
        <translation>Ab dem nächsten Start; Zahlen, Daten und Geld folgen ihr.</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>A provider fails or is back, requests wait for you, a budget comes to its limit: one notification for an incident, not for a request.</source>
        <translation>Ein Anbieter fällt aus oder ist zurück, Anfragen warten auf Sie, ein Budget kommt an seine Grenze: eine Meldung je Störung, nicht je Anfrage.</translation>
    </message>
    <message>
        <source>Quiet hours: no notifications between two times</source>
        <translation>Ruhezeit: keine Meldungen zwischen zwei Uhrzeiten</translation>
    </message>
    <message>
        <source>Quiet hours begin</source>
        <translation>Die Ruhezeit beginnt</translation>
    </message>
    <message>
        <source>Quiet hours end</source>
        <translation>Die Ruhezeit endet</translation>
    </message>
    <message>
        <source>and</source>
        <comment>quiet hours</comment>
        <translation>und</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>This program does not know by which command it was started.</source>
        <translation>Dieses Programm weiß nicht, mit welchem Befehl es gestartet wurde.</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben …</translation>
    </message>
    <message>
        <source>Not changed: %1</source>
        <translation>Nicht geändert: %1</translation>
    </message>
    <message>
        <source>Without a tray the window is minimised instead.</source>
        <translation>Ohne Infobereich wird das Fenster stattdessen minimiert.</translation>
    </message>
</context>
</TS>
