package-scenario = Scenario.
package-source = Source.
