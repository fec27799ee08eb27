package io.github.dcr4j.examples.command;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what picocli finds wrong, in words that repeat no value: a user may have put a secret there. */
public final class CommandErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final PrintStream err;

    public CommandErrors(PrintStream err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        return Failures.print(err, name(e.getCommandLine()), new UsageException(text(e)));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return Failures.print(err, name(command), e);
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static String text(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof OverwrittenOptionException overwritten) {
            return name(overwritten.getOverwritten()) + " is given twice";
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing);
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return String.valueOf(e.getMessage());
        }
        ArgSpec about = e.getArgSpec();
        return about == null ? "the command line cannot be used" : name(about) + " cannot be that";
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String given = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
        String what = given.startsWith("--")
                ? "option " + ShownText.cleaned(given.replaceFirst("=.*", ""))
                : "one of the arguments, which is no option,";
        List<String> meant = e.getSuggestions();
        return what + " is not known" + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
    }

    private static String missing(MissingParameterException e) {
        List<ArgSpec> missing = e.getMissing();
        boolean option = String.valueOf(e.getMessage()).startsWith("Missing required option");
        if (missing.size() == 1 && missing.get(0).isOption() && !option) {
            return name(missing.get(0)) + " needs a value";
        }
        return missing.stream().map(CommandErrors::name).collect(Collectors.joining(" and "))
                + (missing.size() == 1 ? " is" : " are") + " missing";
    }

    private static String name(ArgSpec about) {
        return about instanceof OptionSpec option ? option.longestName() : about.paramLabel();
    }
}
