package io.github.dcr4j.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.dcr4j.examples.clients.ClientsCommand;
import io.github.dcr4j.examples.command.CommandErrors;
import io.github.dcr4j.examples.command.Terminal;
import io.github.dcr4j.examples.command.UsageException;
import io.github.dcr4j.examples.serve.ServeCommand;
import io.github.dcr4j.examples.tool.LoginCommand;
import io.github.dcr4j.examples.visit.ExplainCommand;
import io.github.dcr4j.examples.visit.ResolveCommand;
import io.github.dcr4j.examples.visit.VerifyCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** All commands, as the parser knows them. */
@Command(
        name = "dcr4j",
        header = "OAuth client credentials by Dynamic Client Registration (RFC 7591), for operators.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:not done, or not all of it; something must be changed",
            " 2:the command line is wrong; nothing was begun",
            " 3:not done now; the same command can succeed later",
            "70:a defect of this program"
        })
final class Commands implements Callable<Integer> {
    private static final int WIDTH = 100;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version")
    boolean version;

    private Commands() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return all(new Terminal(out, err)).execute(arguments.toArray(String[]::new));
    }

    /** Returns the parser. */
    static CommandLine all(Terminal terminal) {
        CommandErrors errors = new CommandErrors(terminal.err());
        CommandLine all = new CommandLine(new Commands())
                .addSubcommand(new ResolveCommand(terminal))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(new VerifyCommand(terminal))
                .addSubcommand(new ClientsCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new LoginCommand(terminal))
                .addSubcommand(new GenerateCompletion())
                .addSubcommand(new HelpCommand());
        addHelp(all.getCommandSpec());
        return all.setUsageHelpWidth(WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(terminal.out(), true, UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    private static void addHelp(CommandSpec command) {
        if (!command.optionsMap().containsKey("--help")) {
            command.addOption(OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("show this help")
                    .build());
        }
        command.subcommands().values().forEach(sub -> addHelp(sub.getCommandSpec()));
    }

    @Override
    public Integer call() {
        throw new UsageException("say what to do: a command is missing");
    }
}
