package-scenario = परिदृश्य:
package-source = स्रोत:
